#compdef mcpops
# Completes mcpops in zsh. For one session: source <(mcpops completion zsh)
# For all: mcpops completion zsh > a folder of $fpath, as the file _mcpops
_mcpops() {
    local -a found
    found=(${(f)"$(mcpops complete -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)"})
    if (( ${#found} )); then
        compadd -a found
    else
        _files
    fi
}
if [[ ${funcstack[1]} == _mcpops ]]; then
    _mcpops "$@"
else
    compdef _mcpops mcpops
fi
