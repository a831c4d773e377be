# SPDX-License-Identifier: GPL-2.0-or-later
# Short commands for those who do not want to remember the long ones. Meson builds gpulend; nothing is decided
# here. Each line below can as well be typed by hand.

.PHONY: all build demo check install clean help

all: build

build:
	test -f build/build.ninja || meson setup build
	ninja -C build

# gpulend on this machine. It only reads.
demo:
	tools/dependencies
	$(MAKE) build
	tools/demo

# All tests, in two builds: as it is shipped, and watched by the sanitizers.
check:
	tools/dependencies
	tools/check

install: build
	meson install -C build

clean:
	rm -rf build build-check build-check-sanitize

help:
	@echo 'make            build gpulend in build/'
	@echo 'make demo       install what is missing, build, and look at this machine'
	@echo 'make check      install what is missing, and run all tests'
	@echo 'make install    install gpulend (DESTDIR=... to put it elsewhere)'
	@echo 'make clean      remove what was built'
	@echo
	@echo 'tools/dependencies --list says what is needed for which part.'
