// Judged claims as people forward them: verdict, statement, by how much, what would turn it.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/internal.h"

#define INDENT  "         "
#define COLUMNS 100

// A value of the deciding metric, or a ratio; of a difference, degrees are kelvins.
void sl_report_claim_amount(char out[48], const sl_claim_result *r, double x, bool difference)
{
    const char *unit = r->ratio ? "" : sl_metric_infos[r->metric].unit;
    if (strcmp(unit, "degC") == 0 && difference) unit = "K";
    if (isnan(x))
        snprintf(out, 48, "no value");
    else if (isinf(x))
        snprintf(out, 48, x > 0.0 ? "unlimited" : "none");
    else
        sl_quantity_format(out, 48, x, unit, 3);
}

// Words of a text behind an indent, no line longer than COLUMNS where a blank lets it.
static void wrapped(sl_text *out, const char *text)
{
    size_t used = strlen(INDENT);
    for (bool begin = true; *text; begin = false) {
        size_t n = strcspn(text, " ");
        bool turn = !begin && used + 1 + n > COLUMNS;
        sl_text_add(out, turn ? "\n" INDENT : begin ? "" : " ");
        used = turn ? strlen(INDENT) + n : used + n + !begin;
        sl_text_add_n(out, text, n);
        text += n + (text[n] == ' ');
    }
    sl_text_add(out, "\n");
}

static void indented(sl_text *out, const char *text)
{
    sl_text_add(out, INDENT);
    wrapped(out, text);
}

static void margin_line(sl_text *out, const sl_model *model, const sl_claim_result *r)
{
    char line[640], value[48], margin[48], by[80] = "", share[96] = "";
    sl_report_claim_amount(value, r, r->value, false);
    sl_report_claim_amount(margin, r, fabs(r->margin), true);
    if (isfinite(r->margin))
        snprintf(by, sizeof by, ", %s %s", margin, r->margin >= 0.0 ? "to spare" : "short");
    if (r->draws)
        snprintf(share, sizeof share, "; holds in %.0f %% of %zu draws (%.0f to %.0f %%)",
                 100.0 * r->share, r->draws, 100.0 * r->low, 100.0 * r->high);
    snprintf(line, sizeof line, "%s: %s has %s%s%s", r->text, model->variants[r->variant].name,
             value, by, share);
    indented(out, line);
}

static void input_line(sl_text *out, const char *word, const sl_claim_input *in)
{
    char line[480], value[48], flip[48], away[48] = "";
    const sl_leaf *leaf = in->leaf;
    sl_quantity_format(value, sizeof value, leaf->value, leaf->field->unit, 3);
    sl_quantity_format(flip, sizeof flip, in->flip, leaf->field->unit, 3);
    if (isfinite(in->away_sd)) snprintf(away, sizeof away, " (%.2g sd away)", in->away_sd);
    if (isinf(in->away_sd)) snprintf(away, sizeof away, " (beyond its law)");
    if (isnan(in->flip))
        snprintf(line, sizeof line, "%s %s of %s, now %s: turns nowhere within its range", word,
                 leaf->path, in->variant, value);
    else
        snprintf(line, sizeof line, "%s %s of %s, now %s: turns at %s%s", word, leaf->path,
                 in->variant, value, flip, away);
    indented(out, line);
}

void sl_report_claim(sl_text *out, const sl_model *model, const sl_claim_result *r,
                     const char *file)
{
    const sl_claim *claim = &model->study.claim;
    sl_text_printf(out, "%-9s", sl_claim_words[r->verdict]);
    wrapped(out, claim->says);
    margin_line(out, model, r);
    if (model->study.require_n > 1)
        sl_text_printf(out, INDENT "the tightest of %d: %zu hold, %zu depend, %zu fail\n",
                       model->study.require_n, r->holds, r->depends, r->fails);
    if (r->decides.leaf)
        input_line(out, "decides:", &r->decides);
    else
        sl_text_add(out, INDENT "decides: no uncertain input moves it\n");
    if (r->along.leaf && r->along.leaf != r->decides.leaf) input_line(out, "along", &r->along);
    if (r->infeasible) {
        char note[320];
        snprintf(note, sizeof note, "note: %s is infeasible: %s", r->infeasible, r->why);
        indented(out, note);
    }
    sl_text_printf(out, INDENT "said by: %s\n" INDENT "%s\n\n", claim->source, file);
}

void sl_report_claim_counts(sl_text *out, const size_t count[3])
{
    size_t all = count[SL_CLAIM_HOLDS] + count[SL_CLAIM_DEPENDS] + count[SL_CLAIM_FAILS];
    sl_text_printf(out, "%zu claim%s: %zu hold%s, %zu depend%s, %zu fail%s.\n", all,
                   all == 1 ? "" : "s", count[SL_CLAIM_HOLDS],
                   count[SL_CLAIM_HOLDS] == 1 ? "s" : "", count[SL_CLAIM_DEPENDS],
                   count[SL_CLAIM_DEPENDS] == 1 ? "s" : "", count[SL_CLAIM_FAILS],
                   count[SL_CLAIM_FAILS] == 1 ? "s" : "");
}

static void input_json(sl_json *j, const char *key, const sl_claim_input *in)
{
    if (!in->leaf) return;
    sl_json_key(j, key);
    sl_json_object(j);
    sl_json_key_text(j, "key", in->leaf->path);
    sl_json_key_text(j, "variant", in->variant);
    sl_json_key_number(j, "value", in->leaf->value);
    sl_json_key_number(j, "sd", in->leaf->sd);
    sl_json_key_text(j, "class", sl_class_name(in->leaf->class_));
    sl_json_key_number(j, "effect_of_sd", in->effect);
    sl_json_key_number(j, "turns_at", in->flip);
    sl_json_key_number(j, "away_sd", in->away_sd);
    sl_json_end(j, '}');
}

void sl_report_claim_json(sl_json *j, const sl_model *model, const sl_claim_result *r,
                          const char *file)
{
    sl_json_object(j);
    sl_json_key_text(j, "file", file);
    sl_json_key_text(j, "scenario_hash", model->hash);
    sl_json_key_text(j, "says", model->study.claim.says);
    sl_json_key_text(j, "source", model->study.claim.source);
    sl_json_key_text(j, "verdict", sl_claim_words[r->verdict]);
    sl_json_key_text(j, "requirement", r->text);
    sl_json_key_text(j, "metric", sl_metric_infos[r->metric].key);
    sl_json_key_bool(j, "ratio", r->ratio);
    sl_json_key_text(j, "variant", model->variants[r->variant].name);
    sl_json_key_number(j, "value", r->value);
    sl_json_key_number(j, "margin", r->margin);
    sl_json_key_number(j, "margin_low", r->margin_low);
    sl_json_key_number(j, "margin_high", r->margin_high);
    sl_json_key_number(j, "draws", (double)r->draws);
    sl_json_key_number(j, "share", r->share);
    sl_json_key_number(j, "share_low", r->low);
    sl_json_key_number(j, "share_high", r->high);
    input_json(j, "decides", &r->decides);
    input_json(j, "along", &r->along);
    if (r->infeasible) {
        sl_json_key_text(j, "infeasible", r->infeasible);
        sl_json_key_text(j, "why", r->why);
    }
    sl_json_end(j, '}');
}
