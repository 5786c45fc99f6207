// A shared object that is no model.
int nothing(void);
int nothing(void)
{
    return 0;
}
