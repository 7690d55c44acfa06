# Completes mcpops in bash. For one session: source <(mcpops completion bash)
# For all: mcpops completion bash > ~/.local/share/bash-completion/completions/mcpops
_mcpops() {
    local word cut index
    local words=("${COMP_WORDS[@]:1:COMP_CWORD}")
    word=${COMP_LINE:0:COMP_POINT}
    word=${word##*[[:space:]]}
    # What bash takes for several words, such as 127.0.0.1:8000, is one.
    if [[ $word == *[:=]* ]]; then
        read -r -a words <<< "${COMP_LINE:0:COMP_POINT}"
        words=("${words[@]:1}")
    fi
    mapfile -t COMPREPLY < <(mcpops complete -- "${words[@]}" 2>/dev/null)
    cut=${word%"${word##*[:=]}"}
    for index in "${!COMPREPLY[@]}"; do
        COMPREPLY[index]=$(printf '%q' "${COMPREPLY[index]#"$cut"}")
    done
}
complete -o default -o bashdefault -F _mcpops mcpops
