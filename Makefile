# SPDX-License-Identifier: GPL-2.0-only
# Short names for what scripts/ does. Builds go to the cache, see README.md.

.PHONY: help kernel um vm demo tools install deb check fuzz fuzz-long coverage \
	garbage bench bench-quick bench-load bench-ask bench-opensnitch power-cut \
	soak series check-debug check-off clean

ROUNDS = 50
MINUTES = 60
WRITES = 1000000
SEED = 1

help:
	@echo 'make kernel      build the kernel for QEMU'
	@echo 'make um          build the kernel as a program (User-mode Linux)'
	@echo 'make vm          a shell in the test machine'
	@echo 'make demo        see Cordon ask and decide'
	@echo 'make tools       build the tools'
	@echo 'make install     install the tools (DESTDIR, PREFIX)'
	@echo 'make deb         the tools as Debian packages'
	@echo 'make check       everything that is tested'
	@echo 'make check-debug LANE=kasan  on a kernel that looks for bugs (see --help)'
	@echo 'make fuzz        look for inputs that break something (FUZZ_SECONDS)'
	@echo 'make fuzz-long   the same for the policy language, an hour'
	@echo 'make coverage    how much of the policy language the tests reach'
	@echo 'make garbage     so many mutated texts to each file of the kernel (WRITES, SEED)'
	@echo 'make bench-quick what a call costs'
	@echo 'make bench       all that is measured, and what others cost'
	@echo 'make bench-load  what it costs when much happens at once'
	@echo 'make bench-ask   what asking costs'
	@echo 'make bench-opensnitch  the same of OpenSnitch and of Cordon'
	@echo 'make soak        real programs for a long time (MINUTES)'
	@echo 'make power-cut   kill the machine while it stores answers (ROUNDS)'
	@echo 'make series      the patch series for review or a distribution'
	@echo 'make check-off   prove that switched off it changes no byte'
	@echo 'make clean       remove the builds from the cache'

kernel:
	@scripts/install-packages
	@scripts/build-kernel x86_64

um:
	@scripts/install-packages
	@scripts/build-kernel um

tools:
	@$(MAKE) --no-print-directory -C userspace all
	@$(MAKE) -s -C userspace where

install:
	@$(MAKE) -C userspace install

deb:
	@scripts/install-packages
	@scripts/build-deb

vm: kernel tools
	@scripts/vm --with-tools --interactive -- sh

demo: kernel tools
	@scripts/demo

check:
	@scripts/check-all

# As many at a time as there are processors; all of them, whatever one finds.
fuzz:
	@scripts/install-packages
	@$(MAKE) -s -C userspace/fuzz -j"$$(nproc)"
	@$(MAKE) -s -k -C userspace/fuzz -j"$$(nproc)" fuzz

# Both at a time, so an hour in all where there are two processors.
fuzz-long:
	@scripts/install-packages
	@$(MAKE) -s -k -C userspace/fuzz -j2 FUZZ_SECONDS=3600 \
		timed-policy timed-rules

coverage:
	@scripts/install-packages
	@$(MAKE) -s -C userspace/fuzz coverage

# The options are for run-selftests and for vm: what the tests are told.
garbage:
	@scripts/install-packages
	@scripts/check-debug kasan --each 43200 \
		--vm --env --vm CORDON_WRITES=$(WRITES) \
		--vm --env --vm CORDON_SEED=$(SEED) \
		fs_mutate_test zz_seal_test

bench-quick:
	@scripts/install-packages
	@scripts/bench quick

bench:
	@scripts/install-packages
	@scripts/bench full
	@scripts/bench-load
	@scripts/bench-ask
	@scripts/bench-compare
	@scripts/bench-rate
	@scripts/bench-opensnitch
	@scripts/bench-plot

bench-load:
	@scripts/install-packages
	@scripts/bench-load

bench-opensnitch:
	@scripts/install-packages
	@scripts/bench-opensnitch

bench-ask:
	@scripts/install-packages
	@scripts/bench-ask

soak:
	@scripts/install-packages
	@scripts/build-kernel x86_64 >/dev/null
	@scripts/soak --minutes $(MINUTES)

power-cut:
	@scripts/install-packages
	@scripts/build-kernel x86_64 >/dev/null
	@scripts/power-cut --rounds $(ROUNDS)

series:
	@scripts/mkseries

check-debug:
	@scripts/install-packages
	@scripts/check-debug $(LANE)

check-off:
	@scripts/check-off

clean:
	@scripts/clean
