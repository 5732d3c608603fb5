#!/bin/sh
# install.sh BINARY PREFIX: installs the binary and its completions. install.sh --remove PREFIX: removes them.
set -eu

binary=$1
prefix=$2
bash_completion="$prefix/share/bash-completion/completions/hpsearch"
zsh_completion="$prefix/share/zsh/site-functions/_hpsearch"
fish_completion="$prefix/share/fish/vendor_completions.d/hpsearch.fish"

if [ "$binary" = "--remove" ]; then
    rm -f "$prefix/bin/hpsearch" "$bash_completion" "$zsh_completion" "$fish_completion"
    echo "removed hpsearch from $prefix"
    exit 0
fi

mkdir -p "$prefix/bin"
for file in "$bash_completion" "$zsh_completion" "$fish_completion"; do mkdir -p "$(dirname "$file")"; done
install -m 755 "$binary" "$prefix/bin/hpsearch"
"$binary" --generate-completion-script bash >"$bash_completion"
"$binary" --generate-completion-script zsh >"$zsh_completion"
"$binary" --generate-completion-script fish >"$fish_completion"
echo "installed $prefix/bin/hpsearch and completions for bash, zsh and fish"
