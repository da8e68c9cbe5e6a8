# Quoth. `make run` opens the app on the sample corpus, `make test` passes all
# tests; both set up what they need on a Debian machine with Go, git and make.

GO      ?= go
TAGS    ?= migrated_fynedo
BIN     := bin
SAMPLE  := $(BIN)/Sample.quoth
PACKAGES := gcc libc6-dev pkg-config libgl1-mesa-dev xorg-dev libwayland-dev libxkbcommon-dev
TEST_PACKAGES := xvfb xdotool x11-utils imagemagick postgresql
# An installed golangci-lint is used where there is one; else it is compiled once.
GOLANGCI ?= $(shell command -v golangci-lint || echo $(GO) run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.12.2)
QUOTH_DATA ?= $(abspath ../shared)
export QUOTH_DATA

.PHONY: run sample test check build headless setup setup-test race lint e2e window soak screens train \
        bench-attribution bench-extract bench-search dist dist-twice sign campaign vulnerabilities clean

# The sample is kept as it is: what somebody did in it is theirs. `make sample`
# makes a fresh one.
run: build
	@if [ ! -e $(SAMPLE) ]; then $(MAKE) --no-print-directory sample; else echo "Opening $(SAMPLE) as it was left (make sample makes a fresh one)."; fi
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then $(BIN)/quoth $(SAMPLE); \
	else echo "No display: printing who said what instead of opening the window."; $(BIN)/quoth list --corpus $(SAMPLE); fi

sample: build
	@echo "Building the sample corpus …"
	@$(BIN)/quoth sample --corpus $(SAMPLE)

build: setup
	@echo "Compiling Quoth (the first time takes some minutes: the window's toolkit is compiled too) …"
	$(GO) build -tags $(TAGS) -o $(BIN)/quoth .

headless:
	CGO_ENABLED=0 $(GO) build -tags headless -o $(BIN)/quoth-headless .

# Packages are installed only where one is missing, so that a machine that has
# them needs neither a network nor root.
setup:
	@./.ci/packages $(PACKAGES)

setup-test: setup
	@./.ci/packages $(TEST_PACKAGES)

test: setup-test
	$(GO) vet -tags $(TAGS) ./...
	$(GO) test -tags $(TAGS) ./...

race:
	$(GO) test -race -tags $(TAGS) ./...

lint:
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { echo "gofmt these:"; gofmt -l $$(git ls-files '*.go'); exit 1; }
	$(GO) tool staticcheck -tags $(TAGS) ./...
	@dead=$$($(GO) tool deadcode -tags $(TAGS) ./... | grep -v -f .ci/deadcode-allowed || true); \
	if [ -n "$$dead" ]; then echo "Connected to nothing:"; echo "$$dead"; exit 1; fi
	$(GOLANGCI) run --build-tags $(TAGS)

check: setup-test lint
	$(GO) vet -tags $(TAGS) ./...
	$(GO) test -race -tags $(TAGS) ./...

# End to end on built binaries: the terminal story, then the real window.
e2e: build headless
	QUOTH_BINARY=$(abspath $(BIN)/quoth-headless) $(GO) test -count=1 -tags e2e ./e2e/...

window: setup-test build
	./e2e/window.sh $(abspath $(BIN)/quoth) $(abspath artifacts)

# Pages are looked at again and again for SOAK seconds; the short run of CI still
# leaves each page unpainted for more than a minute.
SOAK ?= 300
soak: setup-test build
	./e2e/soak.sh $(abspath $(BIN)/quoth) $(abspath artifacts/soak) $(SOAK)

screens:
	$(GO) run -tags $(TAGS) ./app/desktop/screens artifacts/screens

# Every model from the data beside the project, in the order in which they build
# on each other.
train:
	$(GO) run ./attribution/train
	$(GO) run ./attribution/speakers/train
	$(GO) run ./scraper/extract/train

bench-attribution: headless
	python3 $(QUOTH_DATA)/eval/quotes.py --cmd '$(abspath $(BIN)/quoth-headless) quotes --json {files}'
	python3 $(QUOTH_DATA)/eval/speakers.py --cmd '$(abspath $(BIN)/quoth-headless) quotes --json {files}'
	python3 $(QUOTH_DATA)/eval/seed.py $(abspath $(BIN)/quoth-headless) $(QUOTH_DATA)/data/seed

# The search index beside SQLite's FTS5 on an invented corpus: QUOTES=760000 is
# the size of the bars and takes half an hour on two cores.
QUOTES ?= 100000
bench-search:
	$(GO) run ./indexer/bench -quotes $(QUOTES)

# How often intervals of the net stance hold the truth: eight minutes of CPU.
.PHONY: bench-intervals
bench-intervals:
	$(GO) run ./stance/bench

bench-extract: headless
	python3 $(QUOTH_DATA)/eval/extract.py --cmd '$(abspath $(BIN)/quoth-headless) extract --json --urls {urls} {files}'

# Hurts the built program on purpose and looks whether anything is lost: kills, full
# disks, a file system that breaks, every parser fuzzed. It can be stopped and goes on where it was; how far it
# has come lies in CAMPAIGN.
CAMPAIGN ?= campaign
KILLS    ?= 1000
FULL     ?= 100
FAULTS   ?= 500
FUZZ     ?= 10m
campaign: headless
	$(GO) run ./e2e/campaign -binary $(BIN)/quoth-headless -dir $(CAMPAIGN) -kills $(KILLS) -full $(FULL) -faults $(FAULTS) -fuzz $(FUZZ)

# What is known against the modules, where the tool and its database can be reached.
vulnerabilities:
	@GOBIN=$(abspath $(BIN)) $(GO) install golang.org/x/vuln/cmd/govulncheck@latest 2>/dev/null || { echo "govulncheck cannot be had here; left out"; exit 0; }; \
	$(BIN)/govulncheck -tags headless ./...; code=$$?; \
	case $$code in 0) ;; 3) exit 1;; *) echo "govulncheck: its database cannot be reached; left out";; esac

# What people install, out of a clean checkout; see RELEASING.md. DIST_FLAGS takes
# -only linux-amd64 or -skip-missing.
dist:
	$(GO) run ./packaging -out dist $(DIST_FLAGS)

dist-twice: dist
	$(GO) run ./packaging -out dist-again $(DIST_FLAGS)
	cmp dist/SHA256SUMS dist-again/SHA256SUMS && rm -r dist-again

sign:
	@test -n "$$QUOTH_KEY" || { echo "Set QUOTH_KEY to the key to sign with."; exit 1; }
	gpg --local-user "$$QUOTH_KEY" --armor --detach-sign --yes --output dist/SHA256SUMS.asc dist/SHA256SUMS

clean:
	rm -rf $(BIN) artifacts dist dist-again
