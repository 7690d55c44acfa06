# Completes mcpops in fish. For one session: mcpops completion fish | source
# For all: mcpops completion fish > ~/.config/fish/completions/mcpops.fish
function __mcpops_complete
    set -l words (commandline -opc)
    set -e words[1]
    mcpops complete -- $words (commandline -ct) 2>/dev/null
end
complete -c mcpops -a '(__mcpops_complete)'
