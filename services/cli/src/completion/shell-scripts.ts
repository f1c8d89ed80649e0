/**
 * The scripts that shells load. Each asks `ag06 completion words -- WORD...` and shows the lines that come, so all three complete
 * the same, and know what the installed ag06 knows. No word of an answer is evaluated by a shell.
 */
export const SHELL_SCRIPTS = {
  bash: String.raw`# Completion of ag06 for bash. In ~/.bashrc:  source <(ag06 completion bash)
_ag06() {
  local word about glue= files= n=0
  local -a words=()
  # Bash has divided words at = and : before it asks.
  for word in "${'$'}{COMP_WORDS[@]:1:COMP_CWORD}"; do
    if [[ $n -gt 0 && ( -n $glue || $word == [=:]* ) ]]; then
      words[n-1]+=$word
      if [[ $word == [=:] ]]; then glue=1; else glue=; fi
    else
      words[n]=$word
      n=$((n + 1))
    fi
  done
  local last=${'$'}{words[n-1]} current=${'$'}{COMP_WORDS[COMP_CWORD]}
  current=${'$'}{current#[=:]}
  local before=${'$'}{last%"$current"}
  COMPREPLY=()
  while IFS=$'\t' read -r word about; do
    if [[ $word == :files ]]; then files=1; else COMPREPLY+=("${'$'}{word#"$before"}"); fi
  done < <("${'$'}{COMP_WORDS[0]}" completion words -- "${'$'}{words[@]}" 2>/dev/null)
  if [[ -n $files ]]; then
    compopt -o filenames 2>/dev/null
    while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$current")
  fi
}
complete -F _ag06 ag06
`,
  zsh: String.raw`#compdef ag06
# Completion of ag06 for zsh. In ~/.zshrc, behind compinit:  source <(ag06 completion zsh)
_ag06() {
  local word about files
  local -a candidates descriptions before
  (( CURRENT > 2 )) && before=("${'$'}{(@Q)words[2,CURRENT-1]}")
  while IFS=$'\t' read -r word about; do
    if [[ $word == :files ]]; then
      files=1
    else
      candidates+=("$word")
      descriptions+=("$word${'$'}{about:+  -- $about}")
    fi
  done < <("${'$'}{words[1]}" completion words -- "${'$'}{before[@]}" "${'$'}{(Q)PREFIX}" 2>/dev/null)
  (( $#candidates )) && compadd -l -d descriptions -a candidates
  if [[ -n $files ]]; then
    compset -P '--*='
    _files
  fi
}
# As a file of $fpath it is loaded at the first Tab, and completes that one too.
if [[ $funcstack[1] == _ag06 ]]; then _ag06 "$@"; else compdef _ag06 ag06; fi
`,
  fish: `# Completion of ag06 for fish. In ~/.config/fish/config.fish:  ag06 completion fish | source
function __ag06_complete
  set -l words (commandline -opc)
  set -l program $words[1]
  set -e words[1]
  set -l current (commandline -ct)
  for line in ($program completion words -- $words "$current" 2>/dev/null)
    if test "$line" = :files
      __fish_complete_path (string replace -r -- '^--[a-z-]+=' '' "$current")
    else
      echo $line
    end
  end
end
complete -c ag06 -f -a '(__ag06_complete)'
`,
} as const;
