//! Options that are yes or no.

use super::options::Way;
use crate::server::Builder;

type B = Builder;

/// After "The server ..", for yes and for no.
pub(super) const WAYS: [Way<bool>; 52] = [
    (
        "keep_partial",
        B::keep_partial,
        "keeps what has come of a cut upload|drops what has come of a cut upload",
    ),
    (
        "rename_overwrite",
        B::rename_overwrite,
        "replaces files by RNTO|replaces no file by RNTO",
    ),
    (
        "feat_site",
        B::feat_site,
        "lists the commands below SITE in FEAT|lists no commands below SITE in FEAT",
    ),
    (
        "site_symlinks",
        B::site_symlinks,
        "lets clients make symbolic links|lets no client make symbolic links",
    ),
    (
        "site_who",
        B::site_who,
        "tells users of their session by SITE WHO|tells nobody anything by SITE WHO",
    ),
    (
        "chmod_special_bits",
        B::chmod_special_bits,
        "lets clients set special bits|lets no client set special bits",
    ),
    (
        "retr_size",
        B::retr_size,
        "tells the size of a file before it sends it|does not tell the size of a file before it sends it",
    ),
    (
        "repeat_code",
        B::repeat_code,
        "begins each line of a long reply with its code|begins the inner lines of a long reply with a space",
    ),
    (
        "half_close_ends",
        B::half_close_ends,
        "ends a session as soon as its client says no more|answers all that a client has sent before it said no more",
    ),
    (
        "noop_argument",
        B::noop_argument,
        "takes NOOP with an argument|takes NOOP without an argument only",
    ),
    (
        "control_octets",
        B::control_octets,
        "allows line ends in names|allows no line ends in names",
    ),
    (
        "rename_copies",
        B::rename_copies,
        "renames across devices by copying|renames nothing across devices",
    ),
    (
        "list_total",
        B::list_total,
        "begins listings with a total|begins listings without a total",
    ),
    (
        "list_switches",
        B::list_switches,
        "sorts listings as ls does|sorts listings by name only",
    ),
    (
        "telnet",
        B::telnet,
        "understands Telnet|understands no Telnet",
    ),
    (
        "ignore_empty_lines",
        B::ignore_empty_lines,
        "passes over empty lines|complains of empty lines",
    ),
    (
        "noop_during_transfer",
        B::noop_during_transfer,
        "answers NOOP during a transfer|answers NOOP after a transfer",
    ),
    (
        "mdtm_set",
        B::mdtm_set,
        "lets MDTM set times|lets MDTM set no times",
    ),
    (
        "allo_checks_room",
        B::allo_checks_room,
        "says to ALLO whether there is room|says nothing of room to ALLO",
    ),
    (
        "cdir_pdir",
        B::cdir_pdir,
        "lists the directory itself, and the one above, by MLSD|lists only what is in the directory by MLSD",
    ),
    (
        "truncate_after_rest",
        B::truncate_after_rest,
        "ends a file where an upload after REST ends|keeps what lies behind an upload after REST",
    ),
    (
        "rest_zero_fill",
        B::rest_zero_fill,
        "fills gaps of an upload after REST with zeros|allows no gaps by REST",
    ),
    (
        "check_allo",
        B::check_allo,
        "refuses uploads that differ from what ALLO said|overlooks uploads that differ from what ALLO said",
    ),
    (
        "suffix_verbs",
        B::suffix_verbs,
        "understands verbs with rubbish before them|understands no verbs with rubbish before them",
    ),
    (
        "help_all",
        B::help_all,
        "lists all verbs by HELP|lists the verbs that it has by HELP",
    ),
    (
        "append_after_rest",
        B::append_after_rest,
        "appends where REST says|refuses to append after REST",
    ),
    (
        "ascii_rest",
        B::ascii_rest,
        "has REST under TYPE A|has no REST under TYPE A",
    ),
    (
        "ascii_size",
        B::ascii_size,
        "has SIZE under TYPE A|has no SIZE under TYPE A",
    ),
    (
        "close_after_data_timeout",
        B::close_after_data_timeout,
        "ends the session with a transfer that times out|ends only the transfer that times out",
    ),
    (
        "connect_at_port",
        B::connect_at_port,
        "connects to active clients at PORT|connects to active clients at the transfer",
    ),
    (
        "directory_times",
        B::directory_times,
        "has MDTM for directories|has no MDTM for directories",
    ),
    (
        "globbing",
        B::globbing,
        "matches patterns in listings|matches no patterns in listings",
    ),
    (
        "list_day_zero",
        B::list_day_zero,
        "writes days below ten with a zero|writes days below ten with a space",
    ),
    (
        "list_options",
        B::list_options,
        "skips options of LIST|takes options of LIST for paths",
    ),
    (
        "nlst_prefix",
        B::nlst_prefix,
        "lists names with their directory by NLST|lists bare names by NLST",
    ),
    (
        "preliminary_125",
        B::preliminary_125,
        "says 125 when the data connection is there|always says 150 before a transfer",
    ),
    (
        "rename_checks_target",
        B::rename_checks_target,
        "asks for a permission to replace files by RNTO|asks for no permission to replace files by RNTO",
    ),
    ("ebcdic", B::ebcdic, "has TYPE E|has no TYPE E"),
    (
        "record_structure",
        B::record_structure,
        "has STRU R|has no STRU R",
    ),
    (
        "page_structure",
        B::page_structure,
        "has STRU P|has no STRU P",
    ),
    ("block_mode", B::block_mode, "has MODE B|has no MODE B"),
    (
        "compressed_mode",
        B::compressed_mode,
        "has MODE C|has no MODE C",
    ),
    (
        "keep_data_open",
        B::keep_data_open,
        "keeps data connections open after transfers in blocks|closes data connections after each transfer",
    ),
    (
        "fact_deletes_full",
        B::fact_deletes_full,
        "lets the fact perm allow to remove full directories|lets the fact perm allow to remove empty directories only",
    ),
    (
        "fact_fractions",
        B::fact_fractions,
        "tells times in facts to the millisecond|tells times in facts to the second",
    ),
    (
        "fact_link_targets",
        B::fact_link_targets,
        "tells in facts where links lead|does not tell in facts where links lead",
    ),
    (
        "ignore_case",
        B::ignore_case,
        "overlooks the case of letters in names|minds the case of letters in names",
    ),
    (
        "list_hidden",
        B::list_hidden,
        "lists names that begin with a dot|lists no names that begin with a dot",
    ),
    (
        "list_lost_links",
        B::list_lost_links,
        "lists links that lead nowhere|lists no links that lead nowhere",
    ),
    (
        "list_unreadable",
        B::list_unreadable,
        "lists what nobody can look at|leaves out what nobody can look at",
    ),
    (
        "nlst_empty",
        B::nlst_empty,
        "gives an empty list for a pattern that matches nothing|refuses NLST of a pattern that matches nothing",
    ),
    (
        "nlst_files_only",
        B::nlst_files_only,
        "leaves directories out of NLST|has directories in NLST",
    ),
];
