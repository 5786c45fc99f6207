// The root of a scenario's field tables, and which catalogue folder holds which thing.
#include "model/fields.h"

#undef S
#define S sl_design
static const sl_field fields[] = {
    TABLE("service", service, &sl_service_table, "What every variant must deliver."),
    TABLE("chip", chip, &sl_chip_table, "The host chip."),
    TABLE("board", board, &sl_board_table, "The host's electrical paths."),
    TABLE("cooling", cooling, &sl_cooling_table, "How the heat leaves."),
    TABLE("link", link, &sl_link_table, "The interconnect."),
    TABLE("fabric", fabric, &sl_fabric_table, "What joins the ports; absent: not evaluated."),
    OPTIONAL("interop", interop, has_interop, &sl_interop_table, "Parts of different makers."),
    OPTIONAL("memory", memory, has_memory, &sl_memory_table, "Memory in another tray."),
    OPTIONAL("supply", supply, has_supply, &sl_supply_table, "Parts, sites and regions."),
    OPTIONAL("market", market, has_market, &sl_market_table, "What it costs."),
    OPTIONAL("workload", workload, has_workload, &sl_workload_table, "What is trained."),
    OPTIONAL("fleet", fleet, has_fleet, &sl_fleet_table, "Failures and service of links."),
    OPTIONAL("growth", growth, has_growth, &sl_growth_table, "Years to come."),
    OPTIONAL("reach", reach, has_reach, &sl_reach_table, "How far copper goes, with yield."),
};
const sl_table sl_design_table = {
    .name = "scenario", .doc = "A design to evaluate.", FIELDS(fields)};

const sl_part_type sl_part_types[] = {
    {"board", &sl_board_table},
    {"chip", &sl_chip_table},
    {"connector", &sl_segment_table},
    {"cooling", &sl_cooling_table},
    {"coupling", &sl_coupling_table},
    {"engine", &sl_engine_table},
    {"fec", &sl_fec_table},
    {"fibre", &sl_fibre_table},
    {"host", &sl_interop_host_table},
    {"laser", &sl_laser_table},
    {"laser-module", &sl_laser_module_table},
    {"link", &sl_link_table},
    {"medium", &sl_segment_table},
    {"memory", &sl_memory_table},
    {"modulator", &sl_modulator_table},
    {"module", &sl_interop_module_table},
    {"pmd", &sl_pmd_table},
    {"receiver", &sl_receiver_table},
    {"serdes", &sl_serdes_table},
    {"spread", &sl_vary_table},
    {"switch", &sl_switch_table},
    {"transport", &sl_transport_table},
    {"library", &sl_library_table},
    {"fabric", &sl_fabric_table},
    {"scale-up", &sl_scale_up_table},
    {"model", &sl_transformer_table},
    {"accelerator", &sl_accelerator_table},
    {"step", &sl_published_table},
    {"process", &sl_process_table},
    {"bond", &sl_bond_table},
    {"market", &sl_market_table},
    {"service", &sl_fleet_table},
};
const size_t sl_part_type_n = sizeof sl_part_types / sizeof *sl_part_types;
