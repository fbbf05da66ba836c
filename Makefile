# Hamyar: two commands do everything, `make run` and `make test`.
# PORT and VAR choose another port and state folder; copies run side by side.

PORT   ?= 8080
VAR    ?= var
SCALE  ?= 1
T      ?= 10
COUNT  ?= 20000
SAN    ?=
CC     ?= gcc

ifneq ($(words $(VAR))$(words $(CURDIR)),11)
$(error VAR and the folder of the clone are each one path without spaces)
endif
STATE  := $(abspath $(VAR))
FLAVOR := $(if $(SAN),san,release)
BUILD  := $(STATE)/build/$(FLAVOR)

# What the service needs to run, and what its tests need beside that.
PACKAGES := kore libcjson-dev libpq-dev libcurl4-openssl-dev libssl-dev \
	libsodium-dev libvips-dev libxlsxwriter-dev libvips-tools librsvg2-bin libbrotli-dev \
	zlib1g-dev libicu-dev libcsv-dev libzip-dev libexpat1-dev \
	postgresql-15 nodejs npm curl ca-certificates \
	gcc make dpkg-dev pkg-config
PACKAGES_TEST  := git clang libclang-rt-14-dev libcmocka-dev chromium-headless-shell \
	postgresql-15-pgtap postgresql-15-plpgsql-check \
	libtap-parser-sourcehandler-pgtap-perl
PACKAGES_LINT  := clang-format clang-tidy cppcheck shellcheck
PACKAGES_BENCH := nginx-light wrk chromium

MODULES := libpq libcjson libcurl libsodium libbrotlienc zlib icu-uc openssl
CTL_MODULES := vips xlsxwriter
# What foreign tables are read with.
GRID_MODULES := libzip expat
LDLIBS_GRID = -lcsv $(shell pkg-config --libs $(GRID_MODULES))

CFLAGS_OWN = -std=c11 -D_GNU_SOURCE -g -O2 -Wall -Wextra -Werror -Wshadow \
	-Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wcast-qual \
	-Wwrite-strings -Wformat=2 -Wvla -Wno-missing-field-initializers -Iserver -I. -MMD -MP \
	$(if $(SAN),-fsanitize=address$(comma)undefined \
	-fno-sanitize-recover=undefined -fno-omit-frame-pointer,) \
	$(shell pkg-config --cflags $(MODULES) | sed 's/-I/-isystem /g')
comma := ,
LDLIBS_OWN = $(shell pkg-config --libs $(MODULES)) -ldl -lpthread -lm

# What knows Kore is linked into the service alone; the rest into both.
KORE_SRC := server/main.c server/request.c server/request_answer.c \
	server/request_hooks.c server/request_input.c server/page.c server/page_form.c \
	server/face_api.c \
	server/service.c server/actor.c server/asset.c server/cache.c \
	server/db.c server/db_link.c server/metrics.c server/outbound.c \
	server/overrun.c server/reply.c server/seccomp.c server/wire.c
GRID_SRC := $(wildcard server/grid/*.c)
CTL_SRC  := $(wildcard server/ctl/*.c server/jobs/*.c) server/fetch.c \
	$(GRID_SRC)
PURE_SRC := $(filter-out $(KORE_SRC) $(CTL_SRC),$(wildcard server/*.c)) \
	$(wildcard server/gateway/*.c server/sms/*.c)
APP_SRC  := $(wildcard api/*.c storefront/*.c storefront/*/*.c)

objects = $(patsubst %.c,$(BUILD)/%.o,$(1))

.PHONY: help run test model bench lint format fuzz install build assets clean

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | \
	    awk -F':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

build: $(BUILD)/hamyar $(BUILD)/hamyarctl ## the two programs

$(BUILD)/kore/ldflags: /usr/share/kore/Makefile
	mkdir -p $(BUILD)/kore
	$(MAKE) -C /usr/share/kore objects OBJDIR=$(BUILD)/kore \
	    KORE_SINGLE_BINARY=1 CURL=1 PGSQL= TASKS= \
	    $(if $(SAN),SANITIZE=address$(comma)undefined,)

$(call objects,$(KORE_SRC) $(APP_SRC)): CFLAGS_KORE = \
	$$(cat $(BUILD)/kore/features)
$(call objects,$(KORE_SRC) $(APP_SRC)): $(BUILD)/kore/ldflags

$(call objects,$(CTL_SRC)): CFLAGS_CTL = \
	$(shell pkg-config --cflags $(CTL_MODULES) | sed 's/-I/-isystem /g')

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_OWN) $(CFLAGS_KORE) $(CFLAGS_CTL) -c $< -o $@

$(BUILD)/hamyar: $(call objects,$(KORE_SRC) $(PURE_SRC) $(APP_SRC))
	$(CC) $(if $(SAN),-fsanitize=address$(comma)undefined) -rdynamic \
	    -Wl,--wrap=net_recv_reset -o $@ $^ $(BUILD)/kore/*.o $(LDLIBS_OWN)

$(BUILD)/hamyarctl: $(call objects,$(CTL_SRC) $(PURE_SRC))
	$(CC) $(if $(SAN),-fsanitize=address$(comma)undefined) -o $@ $^ \
	    $(LDLIBS_OWN) $(LDLIBS_GRID) $(shell pkg-config --libs $(CTL_MODULES))

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

# ---- assets and demo pictures -------------------------------------------

assets/node_modules: assets/package-lock.json
	cd assets && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

tests/node_modules: tests/package-lock.json
	cd tests && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

assets: $(STATE)/assets/manifest.json ## styles, scripts, fonts and icons

$(STATE)/assets/manifest.json: assets/node_modules $(wildcard assets/*.mjs \
    assets/*.json assets/*.webmanifest assets/scss/*.scss assets/js/*.js \
    assets/img/*) \
    $(wildcard storefront/*/*.html storefront/*/*/*.html)
	node assets/build.mjs $(STATE)/assets

$(STATE)/demo/media.sql: assets/node_modules $(wildcard assets/demo/*)
	node assets/demo/pictures.mjs $(STATE)

# ---- what people type ----------------------------------------------------

install: ## packages of Debian that are missing
	@server/deploy/packages.sh $(PACKAGES)

run: install ## the whole service in the foreground, with demo data
	@exec env MAKE="$(MAKE)" SCALE=$(SCALE) \
	    server/deploy/run.sh $(STATE) $(PORT) $(FLAVOR)

test: ## every test: unit, database, HTTP, browser, model, faults
	@server/deploy/packages.sh $(PACKAGES) $(PACKAGES_TEST) $(PACKAGES_LINT)
	@tests/run.sh $(STATE)

model: ## COUNT operations of savings beside a model; SEED plays one again
	@server/deploy/packages.sh $(PACKAGES) $(PACKAGES_TEST)
	@COUNT=$(COUNT) tests/run.sh $(STATE) model

bench: ## the speed table, beside nginx and pgbench
	@server/deploy/packages.sh $(PACKAGES) $(PACKAGES_BENCH)
	@$(MAKE) --no-print-directory -s build assets $(STATE)/demo/media.sql \
	    tests/node_modules
	@tests/load/bench.sh $(STATE) $(BUILD)

lint: ## style, layers, warnings, static analysis
	@server/deploy/packages.sh $(PACKAGES) $(PACKAGES_TEST) $(PACKAGES_LINT)
	@tests/lint.sh $(STATE)

format: ## the C files as .clang-format wants them
	clang-format -i $(shell git ls-files -co --exclude-standard '*.c' '*.h')

fuzz: ## every parser for T seconds each
	@server/deploy/packages.sh $(PACKAGES) $(PACKAGES_TEST)
	@tests/fuzz/fuzz.sh $(STATE) $(T)

clean: ## what was built, not the database
	rm -rf $(STATE)/build $(STATE)/assets $(STATE)/test

# ---- tests of C: one program a file ---------------------------------------

UNIT_SRC := $(wildcard tests/unit/test_*.c)
FUZZ_SRC := $(wildcard tests/fuzz/fuzz_*.c)
TEST_SRC := $(PURE_SRC) $(filter-out server/ctl/main.c,$(CTL_SRC)) \
	tests/unit/outcome.c

.PHONY: unit fuzzers
unit: $(UNIT_SRC:%.c=$(BUILD)/%)

$(call objects,$(UNIT_SRC)): CFLAGS_CTL = \
	$(shell pkg-config --cflags $(CTL_MODULES) | sed 's/-I/-isystem /g')

$(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(BUILD)/tests.a
	$(CC) $(if $(SAN),-fsanitize=address$(comma)undefined) -o $@ $^ \
	    $(LDLIBS_OWN) $(LDLIBS_GRID) -lcmocka -licui18n \
	    $(shell pkg-config --libs $(CTL_MODULES))

$(BUILD)/tests.a: $(call objects,$(TEST_SRC))
	@rm -f $@
	ar rcs $@ $^

fuzzers: $(FUZZ_SRC:tests/fuzz/%.c=$(STATE)/build/fuzz/%)

FUZZ     := $(STATE)/build/fuzz
FUZZ_CC   = clang -std=c11 -D_GNU_SOURCE -g -O1 -Iserver -I. -MMD -MP \
	-fsanitize=address,undefined -fno-sanitize-recover=undefined \
	$(shell pkg-config --cflags $(MODULES))

$(FUZZ)/%.o: %.c
	@mkdir -p $(@D)
	$(FUZZ_CC) -fsanitize=fuzzer-no-link -c $< -o $@

$(FUZZ)/pure.a: $(patsubst %.c,$(FUZZ)/%.o,$(PURE_SRC) $(GRID_SRC) \
    server/jobs/import_cell.c)
	@rm -f $@
	ar rcs $@ $^

$(FUZZ)/fuzz_%: $(FUZZ)/tests/fuzz/fuzz_%.o $(FUZZ)/pure.a
	$(FUZZ_CC) -fsanitize=fuzzer $^ -o $@ $(LDLIBS_OWN) $(LDLIBS_GRID)
-include $(shell find $(FUZZ) -name '*.d' 2>/dev/null)
.SECONDARY:

print-cflags:
	@echo '$(filter-out -MMD -MP -O2,$(CFLAGS_OWN))' \
	    $$(cat $(BUILD)/kore/features) \
	    '$(shell pkg-config --cflags $(CTL_MODULES) | sed 's/-I/-isystem /g')'
