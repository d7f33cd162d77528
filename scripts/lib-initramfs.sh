# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154
# What a test machine starts from; sourced by vm, which sets the variables.

# The libraries an executable needs, one path a line.
closure() {
	ldd "$1" 2>/dev/null | sed -n \
		's/^.*=> \(\/[^ ]*\) (.*$/\1/p;s/^[[:space:]]*\(\/[^ ]*\) (.*$/\1/p'
}

is_dynamic() {
	[[ -f $1 && -r $1 && $(head -c4 "$1" | tr -d '\0') == $'\x7fELF' ]] &&
		grep -qam1 -e 'ld-linux' -e '\.so\.' "$1"
}

# copy_in STAGE HOST GUEST
copy_in() {
	local stage=$1 host=$2 guest=$3 file library
	[[ -e $host ]] || die "--add: no $host"
	[[ $guest != */ || $guest == / ]] || guest+=${host##*/}
	mkdir -p "$stage/$(dirname "$guest")"
	if [[ -d $host ]]; then
		mkdir -p "$stage/$guest"
		# Into the merged /usr, too: tar follows links to directories.
		tar -C "$host" -cf - . |
			tar -C "$stage/$guest" --keep-directory-symlink -xf -
	else
		cp -L --preserve=mode,timestamps "$host" "$stage/$guest"
	fi
	# The debian root has its own libraries.
	[[ $root == minimal ]] || return 0
	while IFS= read -r -d '' file; do
		is_dynamic "$file" || continue
		while read -r library; do
			[[ -e $stage$library ]] && continue
			mkdir -p "$stage/$(dirname "$library")"
			cp -L "$library" "$stage$library"
		done < <(closure "$file")
	done < <(find "$host" -type f -perm /111 -print0 -o \
		 -type f -name '*.so*' -print0)
}

# Debian's layout: /bin is a link to usr/bin, and so on.
merged_usr() {
	local stage=$1 name
	mkdir -p "$stage"/usr/{bin,sbin,lib,lib64,local/bin}
	for name in bin sbin lib lib64; do
		ln -s "usr/$name" "$stage/$name"
	done
}

# A root with busybox, a few files in /etc, and an unprivileged user.
minimal_root() {
	local stage=$1 applet
	mkdir -p "$stage"/{dev,etc,home/user,mnt,proc,root,run,sys,tmp,usr,var/tmp}
	cp "$(command -v busybox)" "$stage/usr/bin/busybox"
	while read -r applet; do
		[[ -e $stage/$applet ]] || ln -s /usr/bin/busybox "$stage/$applet"
	done < <(busybox --list-full | grep -v "^linuxrc")
	chmod 1777 "$stage/tmp" "$stage/var/tmp"
	chmod 0700 "$stage/root"
	cat >"$stage/etc/passwd" <<-'END'
		root:x:0:0:root:/root:/bin/sh
		user:x:1000:1000:user:/home/user:/bin/sh
		other:x:1001:1001:other:/:/bin/sh
		nobody:x:65534:65534:nobody:/:/bin/false
	END
	cat >"$stage/etc/group" <<-'END'
		root:x:0:
		user:x:1000:
		other:x:1001:
		nogroup:x:65534:
	END
	echo '127.0.0.1 localhost' >"$stage/etc/hosts"
	echo '::1 localhost' >>"$stage/etc/hosts"
	printf '%s\n' 'passwd: files' 'group: files' 'hosts: files' \
		>"$stage/etc/nsswitch.conf"
}

# compiled NAME FLAG...: scripts/NAME.c, or all of scripts/NAME/, compiled when it
# changed; prints where.
compiled() {
	local name=$1 binary=$CORDON_CACHE/bin/$1 sources=()
	shift
	sources=("$CORDON_ROOT/scripts/$name.c")
	[[ ! -d $CORDON_ROOT/scripts/$name ]] ||
		sources=("$CORDON_ROOT/scripts/$name"/*.c)
	if [[ ! -f $binary || -n $(find "${sources[@]%/*}" -maxdepth 1 \
			-name '*.[ch]' -newer "$binary" -print -quit) ]]; then
		mkdir -p "${binary%/*}"
		gcc -O2 -D_GNU_SOURCE -Wall -Wextra -Werror \
			-o "$binary.$$" "${sources[@]}" "$@" ||
			die "$name does not compile"
		mv "$binary.$$" "$binary"
	fi
	echo "$binary"
}

# The benchmark.
bench_guest() { compiled bench-guest -static -luring; }

# make_initramfs WORK COMMAND...: leaves WORK/initrd.
make_initramfs() {
	local work=$1 stage=$1/stage files pair guest
	shift
	files=$stage
	mkdir -p "$stage/.vm" "$stage/dev"
	case $root in
	minimal)
		merged_usr "$stage"
		minimal_root "$stage"
		;;
	debian)
		image=$("$CORDON_ROOT/scripts/mkroot")
		files=$stage/.vm/files
		mkdir -p "$files"
		merged_usr "$files"
		;;
	*)	die "unknown root '$root' (minimal or debian)" ;;
	esac
	if [[ -n $tools ]]; then
		make -s -C "$CORDON_ROOT/userspace" install \
			DESTDIR="$work/tools" PREFIX=/usr >&2
		copy_in "$files" "$work/tools" /
	fi
	for pair in "${adds[@]}"; do
		guest=${pair#*:}
		[[ $pair == *:* ]] || guest=/${pair##*/}
		copy_in "$files" "${pair%%:*}" "$guest"
	done
	[[ $root == minimal ]] || find "$files" -maxdepth 1 -type l -delete

	cp "$(compiled vm-init -static)" "$stage/.vm/init"
	cp "$(command -v busybox)" "$stage/.vm/busybox"
	printf '%s\0' "$@" >"$stage/.vm/command"
	printf '%s\0' PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin \
		HOME=/root USER=root LOGNAME=root TERM="${TERM:-dumb}" LANG=C \
		"${environment[@]}" >"$stage/.vm/environment"
	for pair in "${gets[@]}"; do
		guest=${pair%%:*}
		printf '%s\0' "${guest#/}"
	done >"$stage/.vm/collect"
	printf '%s\n' "arch=$arch" "root=$root" "init=$init" \
		"interactive=${interactive:-0}" "collect=$((${#gets[@]} > 0))" \
		>"$stage/.vm/conf"
	(cd "$stage" && find . -print0 |
	 cpio --null -o -H newc -R 0:0 --quiet) >"$work/initrd"
	rm -rf "$stage"
}
