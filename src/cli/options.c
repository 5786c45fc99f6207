// The one table of options and commands: parser, help, man page and completion read it.
#include "cli/cli.h"

const cli_option cli_options[] = {
    {"--help", "-h", CLI_FLAG, NULL, "show this help", OPT_HELP},
    {"--json", NULL, CLI_FLAG, NULL, "write one JSON object to stdout", OPT_JSON},
    {"--set", NULL, CLI_LIST, "KEY=VALUE", "change a value of the scenario; may be repeated",
     OPT_SET},
    {"--catalog", NULL, CLI_TEXT, "DIR", "look for parts in DIR before the built-in catalogue",
     OPT_CATALOG},
    {"--output", "-o", CLI_TEXT, "FILE",
     "write to FILE; compare, claims and reach write a page when it ends in .html", OPT_OUTPUT},
    {"--draws", NULL, CLI_NUMBER, "N", "draws for intervals; 0 for none", OPT_DRAWS},
    {"--seed", NULL, CLI_NUMBER, "N", "seed of the draws", OPT_SEED},
    {"--threads", NULL, CLI_NUMBER, "N", "threads; results do not depend on it", OPT_THREADS},
    {"--color", NULL, CLI_TEXT, "WHEN", "auto, always or never", OPT_COLOR},
    {"--variant", NULL, CLI_TEXT, "NAME", "only this variant", OPT_VARIANT},
    {"--layer", NULL, CLI_TEXT, "LAYER", "only this layer's metrics", OPT_LAYER},
    {"--resolved", NULL, CLI_FLAG, NULL, "with everything inherited and used in place",
     OPT_RESOLVED},
    {"--origins", NULL, CLI_FLAG, NULL, "with file and line of each value", OPT_ORIGINS},
    {"--from", NULL, CLI_TEXT, "EXAMPLE", "the example to start from", OPT_FROM},
    {"--list", NULL, CLI_FLAG, NULL, "list what there is", OPT_LIST},
    {"--data", NULL, CLI_TEXT, "DIR", "public files that some rows need", OPT_DATA},
    {"--progress", NULL, CLI_TEXT, "WHEN", "auto, always or never", OPT_PROGRESS},
    {"--search", NULL, CLI_FLAG, NULL, "look for the fastest layouts", OPT_SEARCH},
    {"--top", NULL, CLI_NUMBER, "N", "how many of them to show, 1 to 32; implies --search",
     OPT_TOP},
    {"--allow-unknown", NULL, CLI_FLAG, NULL, "exit 0 although a clause cannot be decided",
     OPT_ALLOW_UNKNOWN},
    {"--matrix", NULL, CLI_FLAG, NULL, "every host, engine and laser of the catalogue", OPT_MATRIX},
    {"--measured", NULL, CLI_TEXT, "FILE", "telemetry of a pilot, comma-separated values",
     OPT_MEASURED},
    {"--confidence", NULL, CLI_NUMBER, "PERCENT", "of the test, 51 to 99; 95", OPT_CONFIDENCE},
    {"--power", NULL, CLI_NUMBER, "PERCENT", "of the test, 51 to 99; 80", OPT_POWER},
    {"--config", NULL, CLI_TEXT, "FILE", "COM workbook: .xlsx, or .csv as written from one",
     OPT_CONFIG},
    {"--preset", NULL, CLI_TEXT, "NAME", "settings that are built in, instead; --list names them",
     OPT_PRESET},
    {"--thru", NULL, CLI_TEXT, "FILE", "the victim's channel, .s4p (.s2p: return loss only)",
     OPT_THRU},
    {"--fext", NULL, CLI_FILES, "FILE...", "far-end aggressors; may be repeated", OPT_FEXT},
    {"--next", NULL, CLI_FILES, "FILE...", "near-end aggressors; may be repeated", OPT_NEXT},
    {"--compat", NULL, CLI_TEXT, "VERSION",
     "compute as the reference program 3.70 or 4.50 does; 4.50", OPT_COMPAT},
    {"--search", NULL, CLI_TEXT, "HOW", "reference (its local search) or exact (the whole grid)",
     OPT_COM_SEARCH},
    {"--strict", NULL, CLI_FLAG, NULL,
     "as the text of the standard says; tells where the reference differs by 0.05 dB", OPT_STRICT},
    {"--set", NULL, CLI_LIST, "KEY=VALUE", "change a key of the workbook; may be repeated",
     OPT_WORKBOOK_SET},
    {"--ami", NULL, CLI_TEXT, "FILE", "the model's parameter file", OPT_AMI},
    {"--host", NULL, CLI_TEXT, "FILE", "the program that loads models", OPT_HOST},
    {"--impulse", NULL, CLI_TEXT, "FILE", "impulse response, V/s, one sample a line", OPT_IMPULSE},
    {"--model", NULL, CLI_TEXT, "FILE", "the model, a shared object", OPT_MODEL},
    {"--param", NULL, CLI_LIST, "NAME=VALUE", "set a parameter; may be repeated", OPT_PARAM},
    {"--pulse", NULL, CLI_TEXT, "FILE", "pulse response of one UI instead, V", OPT_PULSE},
    {"--rate", NULL, CLI_TEXT, "BAUD", "symbol rate; 53.125e9", OPT_RATE},
    {"--samples", NULL, CLI_NUMBER, "N", "samples per UI; 32", OPT_SAMPLES},
    {"--timeout", NULL, CLI_NUMBER, "SECONDS", "of one call of the model; 30", OPT_TIMEOUT},
    {"--wave", NULL, CLI_TEXT, "FILE", "waveform for AMI_GetWave, V", OPT_WAVE},
    {"--code", NULL, CLI_TEXT, "CODE", "kp4, kr4, kp4+inner or pcie6; kp4", OPT_CODE},
    {"--ber", NULL, CLI_TEXT, "X", "bit error ratio before decoding; pcie6: of first errors",
     OPT_BER},
    {"--burst", NULL, CLI_TEXT, "A", "chance that the symbol after a wrong one is wrong; 0",
     OPT_BURST},
    {"--chase", NULL, CLI_TEXT, "L", "2^L test patterns of the inner decoder, 0 hard; 6",
     OPT_CHASE},
    {"--depth", NULL, CLI_TEXT, "D", "codewords that take turns; 1", OPT_DEPTH},
    {"--mux", NULL, CLI_TEXT, "HOW",
     "what takes turns on a lane: symbol, or the bits of two or four streams, bit2, bit4; symbol",
     OPT_MUX},
    {"--draw", NULL, CLI_TEXT, "N",
     "N codewords by Monte Carlo of error events instead of the exact chain", OPT_DRAW},
    {"--precode", NULL, CLI_FLAG, NULL, "1/(1+D) precoding", OPT_PRECODE},
    {"--segments", NULL, CLI_TEXT, "BER:A,...",
     "parts of the link, each with its own errors; BER:A:inner: the one with the inner code, else "
     "that of the highest ratio",
     OPT_SEGMENTS},
    {"--frame", NULL, CLI_TEXT, "BYTES", "frame with its FCS; 64B", OPT_FRAME},
    {"--port", NULL, CLI_TEXT, "RATE", "payload of the port; 400 Gb/s", OPT_PORT},
    {"--rate", NULL, CLI_TEXT, "RATE", "symbol rate, as 53.125GBd", OPT_WAVE_RATE},
    {"--pattern", NULL, CLI_TEXT, "NAME", "ssprq, prbs13q or auto; auto", OPT_PATTERN},
    {"--taps", NULL, CLI_NUMBER, "N", "of the reference equaliser: 5, 9 or 15; 5", OPT_TAPS},
    {"--ser", NULL, CLI_TEXT, "X", "symbol error ratio aimed at; 4.8e-4", OPT_SER},
    {"--column", NULL, CLI_NUMBER, "N",
     "column of the power, from 1; by its heading, of two the second", OPT_COLUMN},
    {"--scale", NULL, CLI_TEXT, "X", "watts per unit of that column; as the heading says, else 1",
     OPT_SCALE},
    {"--step", NULL, CLI_TEXT, "TIME", "between samples, as 1.17ps; from the column of time",
     OPT_STEP},
    {"--filtered", NULL, CLI_FLAG, NULL, "the record was taken through the reference receiver",
     OPT_FILTERED},
    {"--fixed-thresholds", NULL, CLI_FLAG, NULL, "without adjusting them by up to 1 % of OMA",
     OPT_FIXED_THRESHOLDS},
    {"--instrument-noise", NULL, CLI_TEXT, "POWER", "rms of the oscilloscope, as 12uW; 0",
     OPT_INSTRUMENT_NOISE},
    {"--back-to-back", NULL, CLI_TEXT, "FILE", "record without fibre, for TECQ", OPT_BACK_TO_BACK},
};
const size_t cli_option_n = sizeof cli_options / sizeof *cli_options;

#define COMMON OPT_HELP, OPT_COLOR
static const int opts_scenario[] = {OPT_SET, OPT_CATALOG, OPT_JSON, OPT_THREADS, COMMON, -1};
static const int opts_compare[] = {OPT_OUTPUT,   OPT_SET,  OPT_CATALOG, OPT_JSON,
                                   OPT_DRAWS,    OPT_SEED, OPT_THREADS, OPT_VARIANT,
                                   OPT_PROGRESS, COMMON,   -1};
static const int opts_run[] = {OPT_VARIANT, OPT_LAYER,    OPT_OUTPUT, OPT_SET,
                               OPT_CATALOG, OPT_JSON,     OPT_DRAWS,  OPT_SEED,
                               OPT_THREADS, OPT_PROGRESS, COMMON,     -1};
static const int opts_channel[] = {OPT_OUTPUT,  OPT_VARIANT, OPT_SET, OPT_CATALOG,
                                   OPT_THREADS, OPT_JSON,    COMMON,  -1};
static const int opts_config[] = {OPT_RESOLVED, OPT_ORIGINS, OPT_VARIANT, OPT_SET,
                                  OPT_CATALOG,  OPT_JSON,    COMMON,      -1};
static const int opts_new[] = {OPT_FROM, OPT_LIST, COMMON, -1};
static const int opts_schema[] = {OPT_OUTPUT, COMMON, -1};
static const int opts_catalog[] = {OPT_CATALOG, OPT_JSON, COMMON, -1};
static const int opts_calc[] = {OPT_LIST, OPT_JSON, COMMON, -1};
static const int opts_selftest[] = {OPT_DATA, OPT_JSON, COMMON, -1};
static const int opts_tray[] = {OPT_VARIANT, OPT_OUTPUT, OPT_SET, OPT_CATALOG,
                                OPT_JSON,    COMMON,     -1};
static const int opts_train[] = {OPT_VARIANT, OPT_SEARCH, OPT_TOP, OPT_OUTPUT, OPT_SET,
                                 OPT_CATALOG, OPT_JSON,   COMMON,  -1};
static const int opts_interop[] = {OPT_VARIANT, OPT_ALLOW_UNKNOWN, OPT_MATRIX, OPT_OUTPUT, OPT_SET,
                                   OPT_CATALOG, OPT_JSON,          COMMON,     -1};
static const int opts_supply[] = {OPT_VARIANT, OPT_OUTPUT,  OPT_SET, OPT_CATALOG,
                                  OPT_JSON,    OPT_THREADS, COMMON,  -1};
static const int opts_growth[] = {OPT_OUTPUT, OPT_DRAWS,   OPT_SEED, OPT_SET, OPT_CATALOG,
                                  OPT_JSON,   OPT_THREADS, COMMON,   -1};
static const int opts_reach[] = {OPT_OUTPUT,   OPT_DRAWS,   OPT_SEED, OPT_VARIANT,
                                 OPT_SET,      OPT_CATALOG, OPT_JSON, OPT_THREADS,
                                 OPT_PROGRESS, COMMON,      -1};
static const int opts_pilot[] = {OPT_MEASURED, OPT_CONFIDENCE, OPT_POWER, OPT_OUTPUT,
                                 OPT_DRAWS,    OPT_SEED,       OPT_SET,   OPT_CATALOG,
                                 OPT_THREADS,  OPT_JSON,       COMMON,    -1};
static const int opts_claims[] = {OPT_OUTPUT,  OPT_SET, OPT_CATALOG, OPT_JSON,
                                  OPT_THREADS, COMMON,  -1};
static const int opts_com[] = {
    OPT_CONFIG, OPT_PRESET, OPT_LIST,       OPT_STRICT,       OPT_THRU,    OPT_FEXT,
    OPT_NEXT,   OPT_COMPAT, OPT_COM_SEARCH, OPT_WORKBOOK_SET, OPT_VARIANT, OPT_CATALOG,
    OPT_OUTPUT, OPT_JSON,   OPT_THREADS,    COMMON,           -1};
static const int opts_ami[] = {OPT_MODEL, OPT_AMI,  OPT_PARAM,   OPT_IMPULSE, OPT_PULSE,
                               OPT_WAVE,  OPT_RATE, OPT_SAMPLES, OPT_OUTPUT,  OPT_TIMEOUT,
                               OPT_HOST,  OPT_JSON, COMMON,      -1};
static const int opts_fec[] = {
    OPT_CODE,     OPT_BER,   OPT_BURST, OPT_CHASE,  OPT_DEPTH,   OPT_MUX,  OPT_DRAW, OPT_PRECODE,
    OPT_SEGMENTS, OPT_FRAME, OPT_PORT,  OPT_OUTPUT, OPT_THREADS, OPT_JSON, COMMON,   -1};
static const int opts_tdecq[] = {OPT_WAVE_RATE,
                                 OPT_PATTERN,
                                 OPT_TAPS,
                                 OPT_SER,
                                 OPT_COLUMN,
                                 OPT_SCALE,
                                 OPT_STEP,
                                 OPT_FILTERED,
                                 OPT_FIXED_THRESHOLDS,
                                 OPT_INSTRUMENT_NOISE,
                                 OPT_BACK_TO_BACK,
                                 OPT_OUTPUT,
                                 OPT_JSON,
                                 COMMON,
                                 -1};
static const int opts_plain[] = {COMMON, -1};

const cli_command cli_commands[] = {
    {"compare", "SCENARIO", "compare the variants of a scenario and write a report",
     "Prints the table of variants, the winner of each row and the verdict; with -o FILE.html it "
     "also writes the report. Exit 1 when a requirement of the scenario does not hold.",
     opts_compare, 1, 1, cmd_compare, .page = true},
    {"run", "SCENARIO", "evaluate one variant in full", NULL, opts_run, 1, 1, cmd_run},
    {"check", "SCENARIO", "read a scenario and report every fault", NULL, opts_scenario, 1, 1,
     cmd_check},
    {"channel", "SCENARIO -o FILE.s4p | check FILE...",
     "write a variant's channel as S-parameters, or judge S-parameter files",
     "Builds the electrical path of a variant with its reflections and writes Touchstone 4-ports: "
     "FILE.s4p the pair itself, FILE_fext1.s4p and FILE_next1.s4p what a neighbouring pair brings "
     "in "
     "(ports 1 and 3 near, 2 and 4 far); of an active cable also FILE_line.s4p and its crosstalk. "
     "check: reads Touchstone files (.s1p to .s64p, .ts) and prints for each the grid, "
     "reciprocity, "
     "passivity, causality and which ports were found to be the ends of which line. Exit 1 where "
     "one is poor, 3 where one cannot be read.",
     opts_channel, 1, CLI_LIST_MAX, cmd_channel},
    {"new", "FILE", "write a short scenario to start from", NULL, opts_new, 0, 1, cmd_new},
    {"com", "SCENARIO | --config FILE|--preset NAME --thru FILE", "Channel Operating Margin",
     "Computes COM, its equaliser and its noise for each package case of an IEEE 802.3 Annex 93A "
     "or "
     "178A workbook, with ERL, ICN and ILD of the channel. --fext and --next take the aggressors' "
     "files. "
     "With a scenario: of the electrical channels of its variants, built from their stack.",
     opts_com, 0, 1, cmd_com},
    {"config", "SCENARIO", "show the values a scenario comes to", NULL, opts_config, 1, 1,
     cmd_config},
    {"explain", "KEY|CODE|metrics", "explain a key, a metric or a diagnostic", NULL, opts_plain, 0,
     1, cmd_explain},
    {"schema", "", "write the JSON Schema of scenarios for editors", NULL, opts_schema, 0, 0,
     cmd_schema},
    {"catalog", "[PART]", "list the parts, or show one with its sources", NULL, opts_catalog, 0, 1,
     cmd_catalog},
    {"calc", "MODEL [KEY=VALUE ...]", "call one model function",
     "Arguments carry units, as in ber=2.4e-4 frame=64B. The result is printed in SI.", opts_calc,
     0, 40, cmd_calc},
    {"selftest", "", "recompute every number the project claims to reproduce", NULL, opts_selftest,
     0, 0, cmd_selftest},
    {"train", "SCENARIO", "a training step and where it goes, and the fastest layouts",
     "Prints for each variant the ledger of a step, calibrated and not, memory, the run and, with "
     "workload.inference, prefill and decode. With --search it looks at every layout of "
     "workload.gpus that divides: tensor x context x pipeline x expert x micro-batch x chunks x "
     "recompute.",
     opts_train, 1, 1, cmd_train},
    {"tray", "SCENARIO", "what a load from a memory tray costs, and whether that is a slot's",
     "Prints feasibility, the ledger of one load and the verdicts for each variant. With --json it "
     "writes them as JSON, and the trays of memory.composition, handed out to its jobs, in the "
     "form of Redfish's CompositionService (the first variant's, or that of --variant).",
     opts_tray, 1, 1, cmd_tray},
    {"interop", "[SCENARIO]", "whether host, engine and laser of different makers fit",
     "Prints for each variant every clause with value, limit, margin and source: PASS, FAIL, or "
     "UNKNOWN where one side is not known. Exit 1 on FAIL, and on UNKNOWN unless --allow-unknown. "
     "With --matrix and no scenario: every triple of the catalogue, what blocks most, and how many "
     "engines and makers each socket has.",
     opts_interop, 0, 1, cmd_interop},
    {"supply", "SCENARIO", "who makes the parts, and what the loss of a site or region does",
     "Prints for each variant the cheapest allocation, the sources of each part, how long each "
     "loss is survived against its recovery, and what disruptions over years cost. Exit 1 where a "
     "demand cannot be met.",
     opts_supply, 1, 1, cmd_supply},
    {"fec", "--ber X", "what a code leaves of a link's errors",
     "Codeword and frame loss ratios, mean time to a false packet and latency behind RS(528,514), "
     "RS(544,514), RS(544,514) round the inner code of 200 Gb/s lanes, or the flits of PCIe 6; "
     "with bursts, "
     "several segments, interleaving and precoding.",
     opts_fec, 0, 0, cmd_fec},
    {"tdecq", "WAVE.csv --rate RATE", "TDECQ of a recorded PAM4 waveform",
     "TDECQ or TECQ, OMA, extinction ratio, R_LM and the reference equaliser's taps of an "
     "instrument's or a simulator's record: columns time_s,power_w, or as their heading says. "
     "Phase, "
     "polarity, offset of the pattern and small rate errors are found. The reference receiver is "
     "applied unless --filtered says that it was there. Exit 1 where no pattern locks.",
     opts_tdecq, 1, 1, cmd_tdecq},
    {"growth", "SCENARIO", "which architecture is the cheapest feasible in which year",
     "Runs the cycle from models to hardware to bandwidth to money year by year, once a draw. "
     "Prints what each year asks for, what each variant costs, why it is out, how much of it is "
     "bought, and the years in which it is the cheapest that is feasible.",
     opts_growth, 1, 1, cmd_growth},
    {"reach", "SCENARIO", "how far copper goes at each rate, with yield",
     "Prints for each variant and rate of the scenario's reach section the length of its line at "
     "which manufactured channels pass COM with the yield asked for, its 95 % interval, the length "
     "at which the nominal channel passes, and what moves the margin; with -o FILE.html as a page.",
     opts_reach, 1, 1, cmd_reach, .page = true},
    {"pilot", "SCENARIO", "how many ports and hours prove a claim, and what was measured",
     "Prints for each variant against the first how many ports, or how much port time, of each "
     "show the predicted difference in power, latency, failures and flaps, one-sided. --measured "
     "reads variant,port,hours and any of power_w,pre_fec_ber,flaps,failures,latency_s, and prints "
     "prediction, measurement and both together.",
     opts_pilot, 1, 1, cmd_pilot},
    {"claims", "DIR|FILE...", "whether what is said holds, and what would turn it",
     "Judges the claim of each scenario (of a folder, in the order of names) by its requirements: "
     "holds, depends or fails, the margin, the input that decides and where the verdict turns; "
     "with "
     "-o FILE.html also as one page to forward. A faulty scenario is told and left out; exit 3 "
     "then.",
     opts_claims, 1, CLI_LIST_MAX, cmd_claims, .page = true},
    {"ami", "check FILE.ami | run", "read an IBIS-AMI parameter file, or run a model",
     "check lists the parameters and every fault. run loads --model in a process of its own and "
     "calls AMI_Init with the impulse response (or that of a pulse), AMI_GetWave with --wave, and "
     "AMI_Close; -o FILE gets the waveform, or without --wave the response of the kind given. A "
     "model that crashes, hangs or writes outside of its buffers is told, exit 5.",
     opts_ami, 1, 2, cmd_ami},
    {"completion", "bash|zsh|fish|man", "write shell completion or the man page", NULL, opts_plain,
     1, 1, cmd_completion},
    {"help", "[COMMAND]", "show help", NULL, opts_plain, 0, 1, cmd_help},
};
const size_t cli_command_n = sizeof cli_commands / sizeof *cli_commands;

const cli_option *cli_option_of(int id)
{
    size_t i = 0;
    while (i + 1 < cli_option_n && cli_options[i].id != id)
        i++;
    return &cli_options[i];
}
