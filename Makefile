# Holdfast. On Debian and Ubuntu `make run` and `make test` install what they
# need; on other systems see README.md.

SHELL       := /bin/bash
GO          ?= go
VERSION     ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo development)
TAGS        := migrated_fynedo,no_emoji,no_metadata
BUILD_DIR   := build
# clang compiles the OpenGL bindings in seconds, gcc in minutes.
export CC      := $(shell command -v clang || echo cc)
# The same flags everywhere, or the bindings are compiled again.
export GOFLAGS := -trimpath -buildvcs=false
export GOWORK  := off

.PHONY: run build test bench crash-test packages package-linux package-windows package-macos clean

## run: install what is missing, build, and open the window (FILE=/etc/hosts opens a file)
run:
	.ci/install run
	$(MAKE) build
	$(BUILD_DIR)/holdfast $(if $(FILE),-- "$(FILE)")

## build: build the program into build/
build:
	slim=$$(GO="$(GO)" .ci/slim) && GOFLAGS="$(GOFLAGS) $$slim" $(GO) build -tags $(TAGS) -ldflags "-s -w -X main.version=$(VERSION)" -o $(BUILD_DIR)/holdfast .

## test: install what is missing and run all the tests, also those in a real window
test:
	.ci/install test
	.ci/test

## bench: speed and memory against their targets, as ratios within one run (PARTS="start keys" chooses)
bench:
	.ci/install bench
	.ci/bench $(PARTS)

## crash-test: cut the power of real file systems, thousands of times (ARGS= for .ci/crash-test)
crash-test:
	.ci/install test
	.ci/crash-test $(ARGS)

## packages: those for Linux and for Windows, into build/packages
packages: package-linux package-windows

## package-linux: .tar.xz, .deb and .rpm
package-linux:
	.ci/install package
	.ci/package/linux

## package-windows: the program and its installer
package-windows:
	.ci/install package
	.ci/package/windows

## package-macos: the application and a disk image of it, on a Mac
package-macos:
	.ci/package/macos

clean:
	rm -rf $(BUILD_DIR)
