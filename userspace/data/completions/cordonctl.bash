# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Completion of cordonctl, cordond and cordon-agent for bash. Needs nothing but
# bash itself; completion-test.sh compares it with what --help says.

_cordon_common='--help --usage --version'

_cordon_protocols='tcp udp udplite sctp dccp icmp raw packet xdp vsock smc rds
	tipc rxrpc bluetooth can kcm l2tp pppox llc x25 ax25 netrom rose atm
	appletalk phonet ieee802154 caif nfc qrtr mctp iucv isdn other'
_cordon_errnos='EACCES EPERM ECONNREFUSED ECONNRESET EHOSTUNREACH ENETUNREACH
	EHOSTDOWN ENETDOWN ETIMEDOUT EADDRNOTAVAIL'
_cordon_keys='exe= script= sha256= fsverity= uid= gid= cgroup= mnt= proto= dst=
	dport= sport= label= errno= expires= log='
_cordon_scopes='once app proto host host-port port net net/'
_cordon_times='boot always 5m 1h 1d'
_cordon_since='today yesterday boot 10m 1h 1d 1w'

_cordonctl_commands='status show check load explain replay add delete queue
	ask allow deny learn log mode seal'

# _cordonctl_options COMMAND: its long options; "=" where a value follows.
_cordonctl_options() {
	case $1 in
	status|show) echo --json ;;
	check) echo --json --strict --folder= --timed= ;;
	load)
		echo --all --dry-run --fallback --json --last-good= --quiet \
			--strict --folder= --timed=
		;;
	explain)
		echo --exe= --script= --uid= --gid= --cgroup= --sport= --mnt= \
			--sha256= --fsverity= --policy= --expect= --all --json
		;;
	replay)
		echo --log= --all --json --strict --since= --until= --folder= \
			--timed=
		;;
	add) echo --before= --json ;;
	queue) echo --json --watch ;;
	ask) echo --once --timeout= --store= --timed= ;;
	allow|deny)
		echo --scope= --for= --this-user --any-namespace --store= \
			--timed=
		;;
	learn)
		echo --since= --until= --base= --no-base --denied --by-user \
			--merge-hosts= --merge-net= --merge-ports= \
			--unknown-targets
		;;
	log)
		echo --since= --until= --denied --asked --allowed --answers \
			--changes --exe= --uid= --full --json --summary \
			--summary=
		;;
	mode) echo --config= --configured --keep ;;
	esac
}

# _cordonctl_letter COMMAND LETTER: the long option of a letter with a value.
_cordonctl_letter() {
	case $1:$2 in
	add:-b) echo --before ;;
	ask:-t) echo --timeout ;;
	allow:-f|deny:-f) echo --for ;;
	allow:-s|deny:-s) echo --scope ;;
	explain:-p) echo --policy ;;
	learn:-b) echo --base ;;
	log:-e) echo --exe ;;
	replay:-l) echo --log ;;
	learn:-S|log:-S|replay:-S) echo --since ;;
	learn:-U|log:-U|replay:-U) echo --until ;;
	cordond:-c) echo --config ;;
	cordon-agent:-s) echo --socket ;;
	esac
}

# Ids of the open questions; nothing for those who may not see them.
_cordonctl_questions() {
	local id rest
	"$1" queue 2>/dev/null | while read -r id rest; do
		[[ $id != [0-9]* ]] || printf '%s\n' "$id"
	done
}

# Ids of the rules, unless there are so many that nobody would read them.
_cordonctl_rules() {
	local key count
	read -r key count < <("$1" status 2>/dev/null | grep '^rules ')
	[[ $key == rules && $count == [0-9]* ]] && ((count <= 2000)) || return
	"$1" show 2>/dev/null |
		sed -n 's/.* # id=\([0-9]*\) hits=[0-9]*$/\1/p'
}

# _cordon_words WORDS CURRENT: those that go on from the current one.
_cordon_words() {
	local word
	mapfile -t COMPREPLY < <(compgen -W "$1" -- "$2")
	for word in "${COMPREPLY[@]}"; do
		# No blank where more is to follow.
		[[ $word != *[=/] ]] || compopt -o nospace 2>/dev/null
	done
}

# _cordon_files -f|-d CURRENT
_cordon_files() {
	compopt -o filenames 2>/dev/null
	mapfile -t COMPREPLY < <(compgen "$1" -- "$2")
}

# _cordon_list WORDS CURRENT: the last element of a list with commas.
_cordon_list() {
	local done='' last=$2 i
	if [[ $2 == *,* ]]; then
		done=${2%,*},
		last=${2##*,}
	fi
	mapfile -t COMPREPLY < <(compgen -W "$1" -- "$last")
	for i in "${!COMPREPLY[@]}"; do
		COMPREPLY[i]=$done${COMPREPLY[i]}
	done
	compopt -o nospace 2>/dev/null
}

# _cordon_value PROGRAM OPTION CURRENT: what the option may be set to.
_cordon_value() {
	case $2 in
	--folder) _cordon_files -d "$3" ;;
	--timed|--store|--last-good|--config|--base|--log|--policy|--socket|--exe|--script|--cgroup)
		_cordon_files -f "$3"
		;;
	--uid) mapfile -t COMPREPLY < <(compgen -u -- "$3") ;;
	--gid) mapfile -t COMPREPLY < <(compgen -g -- "$3") ;;
	--mnt) _cordon_words 'init same other' "$3" ;;
	--expect) _cordon_words 'allow deny ask' "$3" ;;
	--scope) _cordon_words "$_cordon_scopes" "$3" ;;
	--for) _cordon_words "$_cordon_times" "$3" ;;
	--since|--until) _cordon_words "$_cordon_since" "$3" ;;
	--before) _cordon_words "$(_cordonctl_rules "$1")" "$3" ;;
	--merge-net) _cordon_words '24 24,64' "$3" ;;
	--summary) _cordon_words only "$3" ;;
	esac
}

# _cordon_rule WORD CURRENT: what a rule goes on with.
_cordon_rule() {
	case $1 in
	'') _cordon_words 'allow deny ask' "$2" ;;
	exe|script) _cordon_files -f "$2" ;;
	proto) _cordon_list "$_cordon_protocols" "$2" ;;
	mnt) _cordon_words 'any init' "$2" ;;
	errno) _cordon_words "$_cordon_errnos" "$2" ;;
	log) _cordon_words 'yes no' "$2" ;;
	verdict) _cordon_words "$_cordon_keys" "$2" ;;
	esac
}

# _cordonctl_argument PROGRAM COMMAND N CURRENT: the Nth that is no option.
_cordonctl_argument() {
	case $2 in
	'') _cordon_words "$_cordonctl_commands" "$4" ;;
	ask|allow|deny)
		(($3 > 1)) || _cordon_words "$(_cordonctl_questions "$1")" "$4"
		;;
	queue) _cordon_words "$(_cordonctl_questions "$1")" "$4" ;;
	show|delete) _cordon_words "$(_cordonctl_rules "$1")" "$4" ;;
	mode) (($3 > 1)) || _cordon_words 'enforcing permissive' "$4" ;;
	explain) (($3 > 1)) || _cordon_words "$_cordon_protocols" "$4" ;;
	add) _cordon_rule "$( (($3 > 1)) && echo verdict)" "$4" ;;
	check|load|replay|learn|log) _cordon_files -f "$4" ;;
	esac
}

# The words up to the current one, in "words"; bash takes "=" for one.
_cordon_join() {
	local i last=-1
	for ((i = 1; i <= COMP_CWORD; i++)); do
		if ((last >= 0)) && [[ ${COMP_WORDS[i]} == = ||
				      ${COMP_WORDS[i - 1]} == = ]]; then
			words[last]+=${COMP_WORDS[i]}
		else
			words[++last]=${COMP_WORDS[i]}
		fi
	done
}

# _cordon_valued OPTION: the long option, if its value is the next word.
_cordon_valued() {
	local long=$1
	[[ $1 == --* ]] || long=$(_cordonctl_letter "$command" "$1")
	[[ " $options " == *" ${long:-?}= "* && " $options " != *" $long "* ]] &&
		printf '%s' "$long"
}

# What stands before the current word: the command, and how many arguments.
_cordon_look() {
	local i
	for ((i = 0; i < ${#words[@]} - 1; i++)); do
		if [[ ${words[i]} == -* ]]; then
			[[ -z $(_cordon_valued "${words[i]}") ]] || i=$((i + 1))
		elif [[ -z $command ]]; then
			command=${words[i]}
			options=$(_cordonctl_options "$command")
		else
			argument=$((argument + 1))
		fi
	done
}

# _cordon_complete PROGRAM [COMMAND OPTIONS]: the last two for those without
# commands.
_cordon_complete() {
	local program=$1 command=${2-} options=${3-} argument=1 words=()
	local current name='' i
	COMPREPLY=()
	_cordon_join
	_cordon_look
	current=${words[-1]}
	if [[ $current == --*=* || ($command == add && $current == *=*) ]]; then
		name=${current%%=*} current=${current#*=}
	elif ((${#words[@]} > 1)); then
		name=$(_cordon_valued "${words[-2]}")
	fi
	case $name in
	'')
		if [[ $current == -* ]]; then
			_cordon_words "$options $_cordon_common" "$current"
		elif [[ -z ${2-} ]]; then
			_cordonctl_argument "$program" "$command" "$argument" \
				"$current"
		fi
		;;
	--*)	_cordon_value "$program" "$name" "$current" ;;
	*)	_cordon_rule "$name" "$current" ;;
	esac
	# Where "=" does not end a word, the reply has to begin with it.
	[[ $COMP_WORDBREAKS != *=* && ${words[-1]} == *=* ]] || return 0
	for i in "${!COMPREPLY[@]}"; do
		COMPREPLY[i]=$name=${COMPREPLY[i]}
	done
}

_cordonctl() { _cordon_complete "$1"; }

_cordond() {
	_cordon_complete "$1" cordond '--check --config= --store= --timed= --terminal'
}

_cordon_agent() {
	_cordon_complete "$1" cordon-agent '--bell --line --socket= --wait'
}

complete -F _cordonctl cordonctl
complete -F _cordond cordond
complete -F _cordon_agent cordon-agent
