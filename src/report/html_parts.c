// What the sections of the page are made of.
#include "report/html.h"
#include "report/web_assets.h"

#include <string.h>

void sl_html_text(sl_text *out, const char *text)
{
    for (const char *p = text; *p; p++) {
        if (*p == '<')
            sl_text_add(out, "&lt;");
        else if (*p == '>')
            sl_text_add(out, "&gt;");
        else if (*p == '&')
            sl_text_add(out, "&amp;");
        else if (*p == '"')
            sl_text_add(out, "&quot;");
        else
            sl_text_add_n(out, p, 1);
    }
}

// A variant's marker, the same sign and colour as in the figures.
void sl_html_marker(sl_text *out, size_t v)
{
    static const char *const signs[] = {"\u25CF", "\u25A0", "\u25B2", "\u25C6",
                                        "\u25BC", "\u2605", "\u271A", "\u2B22"};
    sl_text_printf(out, "<span class=\"mark v%zu\" aria-hidden=\"true\">%s</span> ", v % 8,
                   signs[v % 8]);
}

#define HEADING "<h2 id=\""

void sl_html_section(sl_text *out, const char *id, const char *title)
{
    sl_text_printf(out, HEADING "%s\">%s</h2>\n", id, title);
}

// A section that a scenario does not have writes no heading, and so is not led to.
void sl_html_navigation(sl_text *out, const char *body)
{
    sl_text_add(out, "<nav aria-label=\"Sections\"><ul>\n");
    for (const char *at = body; (at = strstr(at, HEADING));) {
        const char *id = at + strlen(HEADING), *title = strstr(id, "\">") + 2;
        sl_text_add(out, "<li><a href=\"#");
        sl_text_add_n(out, id, strcspn(id, "\""));
        sl_text_add(out, "\">");
        sl_text_add_n(out, title, strcspn(title, "<"));
        sl_text_add(out, "</a></li>\n");
        at = title;
    }
    sl_text_add(out, "</ul></nav>\n");
}

void sl_html_figure(sl_text *out, const char *id)
{
    sl_text_printf(out, "<div data-figure=\"%s\"></div>\n", id);
}

// Opens a table with its heads; a head that begins with '<' stands over a column of texts.
void sl_html_table(sl_text *out, const char *label, const char *const *heads)
{
    sl_text_printf(out,
                   "<div class=\"tablebox\" tabindex=\"0\" role=\"region\" "
                   "aria-label=\"%s\"><table>\n<thead><tr>",
                   label);
    for (; *heads; heads++) {
        bool text = **heads == '<';
        sl_text_printf(out, "<th%s scope=\"col\">%s</th>", text ? " class=\"text\"" : "",
                       *heads + text);
    }
    sl_text_add(out, "</tr></thead>\n<tbody>\n");
}

void sl_html_variants(sl_text *out, const sl_comparison *c, const char *corner)
{
    sl_text_printf(out, "<thead><tr><th scope=\"col\">%s</th>", corner);
    for (size_t v = 0; v < c->n; v++) {
        sl_text_add(out, "<th scope=\"col\">");
        sl_html_marker(out, v);
        sl_html_text(out, c->variants[v].name);
        sl_text_add(out, "</th>");
    }
    sl_text_add(out, "</tr></thead>\n");
}

void sl_html_head(sl_text *out, const char *title)
{
    sl_text_printf(out,
                   "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                   "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                   "style-src 'sha256-%s'; script-src 'sha256-%s'; img-src data:\">\n"
                   "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                   "<meta name=\"generator\" content=\"shoreline %s\">\n<title>",
                   sl_web_css_sha256, sl_web_js_sha256, sl_version());
    sl_html_text(out, title);
    sl_text_add(out, "</title>\n<style>");
    sl_text_add(out, sl_web_css);
    sl_text_add(out, "</style>\n</head>\n<body>\n");
}

void sl_html_end(sl_text *out)
{
    sl_text_add(out, "</script>\n<script>");
    sl_text_add_n(out, sl_web_js, sl_web_js_length);
    sl_text_add(out, "</script>\n</body>\n</html>\n");
}
