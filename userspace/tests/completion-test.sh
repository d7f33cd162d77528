#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Completions and manual pages against what --help and the sources say: nothing
# can be added to the tools without being told there. The pages themselves are
# checked with mandoc, if it is installed.
set -uo pipefail

build=${CORDON_BUILD:?}
ctl=$build/cordonctl
top=$(cd "$(dirname "$0")/../.." && pwd)
man=$top/Documentation/man
zsh=$top/userspace/data/completions
kernel=$top/kernel/security/cordon
work=$(mktemp -d "${TMPDIR:-/tmp}/cordon-completion.XXXXXX")
trap 'rm -rf "$work"' EXIT
export CORDON_SECURITYFS=$work
cd "$work" || exit 2
count=0 failed=0
# shellcheck source=/dev/null
. "$top/userspace/data/completions/cordonctl.bash"

# result WHAT [WRONG...]: good when nothing is wrong.
result() {
	count=$((count + 1))
	if (($# < 2)); then
		echo "ok $count - $1"
	else
		failed=$((failed + 1))
		echo "not ok $count - $1"
		shift
		printf '#   missing: %s\n' "$@"
	fi
}

# complete_words PROGRAM WORD...: what the last one could become, in COMPREPLY.
complete_words() {
	COMP_WORDS=("$@")
	COMP_CWORD=$(($# - 1))
	COMPREPLY=()
	"_${1//-/_}" "$build/$1" "${*: -1}"
}

has() {
	local wanted=$1 word
	shift
	for word; do
		[[ $word != "$wanted" ]] || return 0
	done
	return 1
}

# completes 'REPLY...' PROGRAM WORD...: to these words, and no others.
completes() {
	local expected=$1 what="completes ${*:2}"
	shift
	complete_words "$@"
	if [[ ${COMPREPLY[*]} == "$expected" ]]; then
		result "$what"
	else
		result "$what" "'$expected', not '${COMPREPLY[*]}'"
	fi
}

# help_options PROGRAM [COMMAND]: long options, "=" where a value follows.
help_options() {
	"$build/$1" "${@:2}" --help |
		sed -nE 's/^  (-., |    )(--[a-z0-9-]+=?).*/\2/p'
}

# help_letters PROGRAM [COMMAND]
help_letters() {
	"$build/$1" "${@:2}" --help | sed -nE 's/^  (-.), --.*/\1/p'
}

# A page without its escapes and marks.
plain() {
	sed -E -e 's/\\fI[^\\]*(\\f.)/\1/g' -e 's/\\f.//g' -e 's/\\-/-/g' \
		-e 's/"//g' "$1"
}

# entries PAGE SECTION...: what is explained there, headings of .TP alone.
# A section is that of .SH, or the command that .SS is about.
entries() {
	local page=$1
	shift
	plain "$page" | awk -v wanted=" $* " '
		/^\.S[HS] / {
			on = 0
			gsub(",", "")
			for (i = 2; i <= NF; i++)
				on = on || index(wanted, " " $i " ")
			next
		}
		tp && on { print }
		{ tp = /^\.TP/ }'
}

# is_entry WORD TEXT: by itself, whatever stands around it.
is_entry() {
	grep -qE -- "(^|[ ,])${1//\?/\\?}([]=, []|\$)" <<<"$2"
}

# check_options PROGRAM COMMAND PAGE SECTION...: "" for no command.
check_options() {
	local program=$1 command=$2 page=$3 option letter text all
	local name="${program}${command:+ $command}" found=() undone=()
	shift 3
	# shellcheck disable=SC2206 # words, or none
	local words=($program $command)
	text=$(entries "$man/$page" "$@")
	all=$(help_options "${words[@]}")
	[[ -n $all ]] || undone+=("any option in --help")
	for option in $all; do
		complete_words "${words[@]}" "${option%=}"
		has "$option" "${COMPREPLY[@]}" || undone+=("$option")
		is_entry "${option%=}" "$text" || found+=("$option")
	done
	for letter in $(help_letters "${words[@]}"); do
		is_entry "$letter" "$text" || found+=("$letter")
	done
	result "$name: every option is completed" "${undone[@]}"
	result "$name: every option is in $page" "${found[@]}"
	check_zsh "$name" "$all" "$(zsh_part "$program" "$command")"
}

# The part of a command in the completion for zsh, with the lists that it uses.
zsh_part() {
	local file=$zsh/_$1 part name
	if [[ -z $2 && $1 != cordonctl ]]; then
		cat "$file"
		return
	fi
	part=$(awk -v command="$2" '
		/^[a-z|]+\)$/ { on = index("|" substr($0, 1, length - 1) "|",
					   "|" command "|") }
		on { print }
		/;;$/ { on = 0 }' "$file")
	for name in common json sources trail; do
		[[ -n $2 && $part != *"\$$name"* ]] ||
			part+=$(awk -v name="$name" '
				$0 ~ "^local -a " name "=" { on = 1 }
				on { print }
				on && /\)$/ { exit }' "$file")
	done
	printf '%s\n' "$part"
}

# check_zsh NAME OPTIONS TEXT
check_zsh() {
	local option missing=()
	for option in $2; do
		grep -qE -- "[ ',*)]${option%=}([]=}'[]|\$)" <<<"$3" ||
			missing+=("$option")
	done
	result "$1: every option is completed for zsh" "${missing[@]}"
}

# Commands.
mapfile -t commands < <("$ctl" --help | sed -n '/^Commands:/,/^$/p' |
	sed -nE 's/^  ([a-z]+).*/\1/p')
undone=() untold=() unknown=()
has seal "${commands[@]}" || undone+=("seal in cordonctl --help")
text=$(plain "$man/cordonctl.8")
for command in "${commands[@]}"; do
	complete_words cordonctl "$command"
	has "$command" "${COMPREPLY[@]}" || undone+=("$command")
	grep -qE "^\.SS (.*, )?$command\\b" <<<"$text" || untold+=("$command")
	grep -qE "^	'$command:" "$zsh/_cordonctl" || unknown+=("$command")
done
result "every command is completed" "${undone[@]}"
result "every command is in cordonctl.8" "${untold[@]}"
result "every command is completed for zsh" "${unknown[@]}"

# Options.
for command in "${commands[@]}"; do
	check_options cordonctl "$command" cordonctl.8 "$command" OPTIONS
done
check_options cordonctl '' cordonctl.8 OPTIONS
check_options cordond '' cordond.8 OPTIONS
check_options cordon-agent '' cordon-agent.1 OPTIONS

# Values.
completes 'allow' cordonctl al
completes 'enforcing permissive' cordonctl mode ''
completes '--configured' cordonctl mode --configu
completes '--keep' cordonctl mode permissive --k
completes 'host host-port' cordonctl allow 1 --scope h
completes 'host host-port' cordonctl allow --scope = h
completes 'net net/' cordonctl deny -s n
completes 'boot' cordonctl allow 1 --for = b
completes 'always' cordonctl deny 1 -f a
completes 'only' cordonctl log --summary =
completes 'init' cordonctl explain --mnt i
completes 'tcp tipc' cordonctl explain --exe /bin/sh t
completes 'allow deny ask' cordonctl add ''
completes 'allow deny ask' cordonctl add --before 3 ''
completes 'exe= expires=' cordonctl add allow ex
completes 'tcp,udp tcp,udplite' cordonctl add allow proto = tcp,ud
completes 'EHOSTUNREACH EHOSTDOWN' cordonctl add deny errno = EHOST
completes '' cordonctl frobnicate ''
completes '--timed= --terminal' cordond --t
completes '--socket=' cordon-agent --so
: >some.conf
mkdir folder
for words in 'cordonctl check some' 'cordond -c some' \
	     'cordon-agent --socket some' 'cordonctl replay --log = some' \
	     'cordonctl allow --store = some' 'cordonctl learn -b some'; do
	# shellcheck disable=SC2086 # words
	completes some.conf $words
done
completes folder cordonctl load --folder = ''
COMP_WORDBREAKS=${COMP_WORDBREAKS//=} \
	completes '--scope=host --scope=host-port' cordonctl allow --scope=h

# Ids: of what there is, and nothing for those who may not see it.
completes '' cordonctl allow ''
completes '' cordonctl delete ''
question='op=connect verdict=ask question=17 rule=3 label=? gen=12 subject=5 '
question+='exe="/usr/bin/curl" script=? mnt=init proto=tcp family=inet '
question+='dst=192.0.2.7 dport=443 sport=? cgroup="/u" pid=1 ppid=1 uid=0 '
question+='auid=0 ses=1 comm="curl" state=open waiting=2 left=28 after=30'
printf '%s\n%s\n' "$question" "${question/=17/=204}" >queue
printf 'rules 2\nsets 0\n' >status
printf '%s\n' 'default ask' 'allow exe=/x # id=41 hits=0' \
	'deny exe="/a # id=9 hits=1" # id=7 hits=2' >policy
completes '17 204' cordonctl allow ''
completes '204' cordonctl deny -s app 2
completes '' cordonctl allow 17 ''
completes '17 204' cordonctl queue 17 ''
completes '41 7' cordonctl delete ''
completes '41' cordonctl show 4
completes '7' cordonctl add --before = 7
printf 'rules 100000\nsets 0\n' >status
completes '' cordonctl delete ''

# compare WHAT PAGE WORD...: that each is an entry of the page.
compare() {
	local what=$1 page=$2 word text missing=()
	shift 2
	text=$(plain "$man/$page" | awk 'tp { print } { tp = /^\.TP/ }')
	for word; do
		is_entry "$word" "$text" || missing+=("$word")
	done
	(($# > 8)) || missing+=("words to compare: $*")
	result "every $what is in $page" "${missing[@]}"
}

mapfile -t keys < <(sed -nE \
	-e 's/^\t\{ "([a-z-]+)", offsetof.*/\1/p' \
	-e 's/.*strcmp\(name, "([a-z-]+)"\).*/\1/p' \
	"$top/userspace/lib/config.c")
compare 'key of the configuration' cordon.conf.5 "${keys[@]}"
mapfile -t told < <(plain "$man/cordon.conf.5" |
	sed -nE 's/^\.B[IR] ([a-z-]+) +=.*/\1/p')
unknown=()
for key in "${told[@]}"; do
	has "$key" "${keys[@]}" || unknown+=("$key")
done
result "every key of cordon.conf.5 can be set" "${unknown[@]}"

mapfile -t keys < <(sed -nE 's/^\t\{ "([a-z0-9]+)", read_.*/\1/p' \
	"$kernel/parse_rule.c")
compare 'key of a rule' cordon-policy.5 "${keys[@]}"
unknown=()
for key in "${keys[@]}"; do
	complete_words cordonctl add allow "$key"
	has "$key=" "${COMPREPLY[@]}" || unknown+=("$key")
done
result "every key of a rule is completed" "${unknown[@]}"

mapfile -t words < <(sed -nE 's/.*\[CORDON_.*\] = "([a-z0-9]+)",/\1/p' \
	"$kernel/names.c" | grep -vxE 'allow|deny|ask|all|blocking|none')
unknown=() untold=()
text=$(plain "$man/cordon-policy.5")
for word in "${words[@]}"; do
	complete_words cordonctl explain "$word"
	has "$word" "${COMPREPLY[@]}" || unknown+=("$word")
	grep -qE "^\.BR? .*\\b$word\\b" <<<"$text" || untold+=("$word")
done
((${#words[@]} > 30)) || unknown+=("classes: ${words[*]}")
result "every protocol class is completed" "${unknown[@]}"
result "every protocol class is in cordon-policy.5" "${untold[@]}"

mapfile -t keys < <(sed -nE 's/^\tSLOT\(record, [A-Z]+, "([a-z-]+)".*/\1/p' \
	"$top/userspace/lib/record.c")
compare 'field of a record' cordon-records.5 "${keys[@]}"

# The pages themselves.
for page in "$man"/*.[1-8]; do
	name=${page##*/} wrong=()
	for section in NAME SYNOPSIS EXAMPLES 'SEE ALSO'; do
		[[ $name$section == *.7SYNOPSIS ]] ||
			grep -qx "\.SH $section" "$page" || wrong+=("$section")
	done
	while read -r other number; do
		[[ -e $man/$other.$number ]] || wrong+=("page $other($number)")
	done < <(plain "$page" | sed -nE 's/^\.BR (cordon[a-z.-]*) \(([1-8])\).*/\1 \2/p')
	! command -v mandoc >/dev/null ||
		mapfile -t -O "${#wrong[@]}" wrong < <(
			mandoc -T lint -W warning "$page" 2>&1)
	result "$name has all sections, and no mistakes" "${wrong[@]}"
done

echo "1..$count"
((failed == 0))
