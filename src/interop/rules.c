// The rules.
//
// Model. Each clause compares one property of two of host, engine, laser and place: a word that
// must be the same, or a number that must reach a limit, with its margin. A clause is UNKNOWN as
// soon as one side of it is not known; it never passes for want of data, nor where it does not
// apply: of an engine that holds its laser no clause on a laser module does. Equations. Margins:
// limit less value where less is better, value less limit where more is. Assumptions. Clauses are
// independent; each is as severe as the other. Limits. No signal is evaluated: the lane's margin is
// link.margin_db's. Registers, state machines and firmware are not modelled. Sources. Stand at each
// clause in sl_clauses.
#include "interop/rules.h"

#include <math.h>
#include <string.h>

const char *const sl_outcome_names[SL_OUTCOMES] = {"PASS", "FAIL", "UNKNOWN", "not_applicable"};

static const sl_clause_result unknown = {SL_UNKNOWN, NAN, NAN, NAN};
static const sl_clause_result not_needed = {SL_NOT_APPLICABLE, NAN, NAN, NAN};

static sl_clause_result same(bool known, bool equal)
{
    if (!known) return unknown;
    return (sl_clause_result){equal ? SL_PASS : SL_FAIL, NAN, NAN, NAN};
}

static sl_clause_result at_most(double value, double limit)
{
    if (isnan(value) || isnan(limit)) return (sl_clause_result){SL_UNKNOWN, value, limit, NAN};
    return (sl_clause_result){value <= limit ? SL_PASS : SL_FAIL, value, limit, limit - value};
}

static sl_clause_result at_least(double value, double limit)
{
    if (isnan(value) || isnan(limit)) return (sl_clause_result){SL_UNKNOWN, value, limit, NAN};
    return (sl_clause_result){value >= limit ? SL_PASS : SL_FAIL, value, limit, value - limit};
}

static double count(int n)
{
    return n > 0 ? n : (double)NAN;
}

static bool known_text(const char *text)
{
    return text && *text;
}

// ---- host and engine ----

static sl_clause_result form(const sl_triple *t)
{
    return same(t->host->form && t->engine->form, t->host->form == t->engine->form);
}

static sl_clause_result electrical(const sl_triple *t)
{
    return same(t->host->electrical && t->engine->electrical,
                t->host->electrical == t->engine->electrical);
}

static sl_clause_result lanes(const sl_triple *t)
{
    return at_least(count(t->host->lanes), count(t->engine->lanes));
}

static sl_clause_result lane_rate(const sl_triple *t)
{
    return at_least(t->host->lane_bps, t->engine->lane_bps);
}

static sl_clause_result loss(const sl_triple *t)
{
    return at_most(t->host->loss_db, t->engine->loss_db);
}

static sl_clause_result drive(const sl_triple *t)
{
    if (t->engine->drive == SL_DRIVE_RETIMED) return not_needed;
    return same(t->engine->drive && t->host->linear, t->host->linear == SL_ANSWER_YES);
}

static sl_clause_result slot_power(const sl_triple *t)
{
    return at_most(t->engine->power_w, t->host->power_w);
}

static sl_clause_result slot_supply(const sl_triple *t)
{
    if (isnan(t->host->supply_v) || isnan(t->engine->supply_v)) return unknown;
    double off = fabs(t->engine->supply_v / t->host->supply_v - 1.0);
    return at_most(off, SUPPLY_TOLERANCE);
}

static sl_clause_result engine_hot(const sl_triple *t)
{
    if (!t->site) return not_needed;
    return at_most(t->site->case_k, t->engine->case_max_k);
}

static sl_clause_result engine_cold(const sl_triple *t)
{
    if (!t->site) return not_needed;
    return at_least(t->site->case_cold_k, t->engine->case_min_k);
}

static sl_clause_result management(const sl_triple *t)
{
    return at_least(t->host->management, t->engine->management);
}

static sl_clause_result banks(const sl_triple *t)
{
    return at_least(8.0 * count(t->host->banks), count(t->engine->lanes));
}

// ---- engine and fibre ----

static sl_clause_result medium(const sl_triple *t)
{
    if (!t->site) return not_needed;
    return same(t->engine->medium && t->site->medium, t->engine->medium == t->site->medium);
}

static sl_clause_result fibres(const sl_triple *t)
{
    if (!t->site) return not_needed;
    return at_least(count(t->site->fibres), count(t->engine->fibres));
}

// ---- engine and laser ----

static bool inside(const sl_triple *t)
{
    return t->engine->laser == SL_LIGHT_INSIDE;
}

static bool undecided(const sl_triple *t)
{
    return t->engine->laser == SL_LIGHT_UNKNOWN || !t->laser;
}

static sl_clause_result laser_place(const sl_triple *t)
{
    if (inside(t)) return same(true, t->laser == NULL);
    return same(t->engine->laser != SL_LIGHT_UNKNOWN, t->laser != NULL);
}

static sl_clause_result plan(const sl_triple *t)
{
    if (inside(t)) return not_needed;
    if (undecided(t)) return unknown;
    return same(t->engine->plan && t->laser->plan, t->engine->plan == t->laser->plan);
}

static sl_clause_result outputs(const sl_triple *t)
{
    if (inside(t)) return not_needed;
    if (undecided(t)) return unknown;
    return at_least(count(t->laser->outputs), count(t->engine->laser_inputs));
}

static sl_clause_result power_min(const sl_triple *t)
{
    if (inside(t)) return not_needed;
    if (undecided(t)) return unknown;
    double loss_db = t->site ? t->site->fibre_loss_db : FIBRE_LOSS_DB;
    return at_least(t->laser->output_dbm - loss_db, t->engine->laser_min_dbm);
}

static sl_clause_result power_max(const sl_triple *t)
{
    if (inside(t)) return not_needed;
    if (undecided(t)) return unknown;
    return at_most(t->laser->rating_dbm, t->engine->laser_max_dbm);
}

static sl_clause_result laser_hot(const sl_triple *t)
{
    if (inside(t) || !t->site) return not_needed;
    if (undecided(t)) return unknown;
    return at_most(t->site->laser_k, t->laser->case_max_k);
}

static sl_clause_result laser_pages(const sl_triple *t)
{
    if (inside(t)) return not_needed;
    if (undecided(t)) return unknown;
    return same(t->host->laser_pages, t->host->laser_pages == SL_ANSWER_YES);
}

static sl_clause_result connector(const sl_triple *t)
{
    if (inside(t)) return not_needed;
    if (undecided(t)) return unknown;
    return same(known_text(t->engine->connector) && known_text(t->laser->connector),
                strcmp(t->engine->connector ? t->engine->connector : "",
                       t->laser->connector ? t->laser->connector : "") == 0);
}

// In the order in which they are printed.
#define CLAUSE_LIST(X)                                                                             \
    X(form, "mechanical.form", "engine fits the host's cage or socket", "",                        \
      "SFF-8024, CPX, OIF-CPO")                                                                    \
    X(electrical, "electrical.class", "same electrical class", "", "OIF CEI, IEEE 802.3 AUI")      \
    X(lanes, "electrical.lanes", "host's lanes for the engine's", "", "CMIS application")          \
    X(lane_rate, "electrical.lane_rate", "host's rate of a lane for the engine's", "bit/s",        \
      "CMIS application")                                                                          \
    X(loss, "electrical.loss", "loss of the host's channel", "dB", "OIF CEI loss budget")          \
    X(drive, "electrical.drive", "a linear engine needs a host that equalises for it", "",         \
      "LPO MSA")                                                                                   \
    X(slot_power, "power.slot", "power of the engine in the slot", "W", "CMIS power class")        \
    X(slot_supply, "power.supply", "supply, apart by", "", "slot's specification")                 \
    X(engine_hot, "thermal.hot", "case of the engine, hottest", "K", "case temperature class")     \
    X(engine_cold, "thermal.cold", "case of the engine, coldest", "K", "case temperature class")   \
    X(management, "management.revision", "host's revision of CMIS for the engine's", "", "CMIS")   \
    X(banks, "management.banks", "lanes that the host's banks manage", "",                         \
      "CMIS banks of 8 lanes")                                                                     \
    X(medium, "fibre.medium", "engine and fibre of the same medium", "", "IEEE 802.3 PMD")         \
    X(fibres, "fibre.count", "fibres laid for the engine's", "", "connector's pitch and polarity") \
    X(laser_place, "laser.place", "a laser module where the engine has none inside", "", "ELSFP")  \
    X(plan, "laser.plan", "same wavelength plan", "", "ELSFP, CW-WDM MSA")                         \
    X(outputs, "laser.outputs", "fibres of the laser for the engine's inputs", "", "ELSFP")        \
    X(power_min, "laser.power", "light at the engine's input", "dBm", "ELSFP power class")         \
    X(power_max, "laser.rating", "most light that the laser may send", "dBm", "engine's rating")   \
    X(laser_hot, "laser.hot", "case of the laser, hottest", "K", "ELSFP")                          \
    X(laser_pages, "laser.management", "host manages external lasers", "", "CMIS pages 1Ah, 1Bh")  \
    X(connector, "laser.connector", "same connector between laser and engine", "", "ELSFP ferrule")

#define X(name, id_, text_, unit_, source_) {id_, text_, unit_, source_},
const sl_clause sl_clauses[] = {CLAUSE_LIST(X)};
#undef X
const size_t sl_clause_n = sizeof sl_clauses / sizeof *sl_clauses;

typedef sl_clause_result (*rule)(const sl_triple *t);
#define X(name, id_, text_, unit_, source_) name,
static const rule rules[] = {CLAUSE_LIST(X)};
#undef X

sl_outcome sl_interop_check(sl_clause_result *results, const sl_interop_host *host,
                            const sl_interop_engine *engine, const sl_interop_laser *laser,
                            const sl_interop_site *site)
{
    sl_triple t = {host, engine, laser, site};
    sl_outcome worst = SL_PASS;
    for (size_t i = 0; i < sl_clause_n; i++) {
        results[i] = rules[i](&t);
        if (results[i].outcome == SL_FAIL) worst = SL_FAIL;
        if (results[i].outcome == SL_UNKNOWN && worst == SL_PASS) worst = SL_UNKNOWN;
    }
    return worst;
}
