"""How each subcommand is typed: shown in help, in refusals and by Slack itself."""

IMPORT = "import [30d | FROM..TO | NUMBER... | problems] [preview]"
WHY = "why NUMBER"
PDF = "pdf [NUMBER | all]"
INVITE = "invite NUMBER"
HELP = "help [reasons]"
