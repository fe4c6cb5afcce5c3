# The fuzz targets: what each is linked of, and the calls that the stage takes the place of (fuzz/stage.h).

FUZZ_TARGETS := requests serve paths cgroup-text
FUZZ_HEADERS := $(HEADERS) $(sort $(wildcard fuzz/*.h))
FUZZ_STAGE := fuzz/stage.c fuzz/system.c

FUZZ_SOURCES_requests := fuzz/requests.c
FUZZ_SOURCES_serve := fuzz/serve.c fuzz/pretend.c $(FUZZ_STAGE)
FUZZ_SOURCES_paths := fuzz/paths.c fuzz/tree.c $(FUZZ_STAGE)
FUZZ_SOURCES_cgroup-text := fuzz/cgroup-text.c

comma := ,
STAGE_CALLS := _exit open close setresuid setresgid setgroups fstatfs nanosleep monotonic_ns own_cpu_ns as_sandbox_user
PRETEND_CALLS := read write poll ppoll clone wait4 kill getpid answer_reset_done
wrapping = $(addprefix -Wl$(comma)--wrap=,$(1))
FUZZ_LINKING_serve := $(call wrapping,$(STAGE_CALLS) $(PRETEND_CALLS))
FUZZ_LINKING_paths := $(call wrapping,$(STAGE_CALLS))

FUZZ_FLAGS := $(WARNINGS) -O1 -g -fno-omit-frame-pointer -iquote src -iquote fuzz -fno-sanitize-recover=all
FUZZ_CLANG_FLAGS := -Wno-unknown-warning-option -Wno-unknown-pragmas

# Under libFuzzer, with coverage.
$(OUT)/fuzz/objects/%.o: src/%.c $(FUZZ_HEADERS)
	@mkdir -p $(@D)
	$(FUZZ_CC) $(FUZZ_FLAGS) $(FUZZ_CLANG_FLAGS) -fsanitize=fuzzer-no-link,address,undefined -c -o $@ $<

# With a main of its own and without coverage.
$(OUT)/replay/objects/%.o: src/%.c $(FUZZ_HEADERS)
	@mkdir -p $(@D)
	$(CC) $(FUZZ_FLAGS) -fsanitize=address,undefined -c -o $@ $<

define fuzz_target
$(OUT)/fuzz/$(1): $(PURE:src/%.c=$(OUT)/fuzz/objects/%.o) $(FUZZ_SOURCES_$(1)) fuzz/insist.c $(FUZZ_HEADERS)
	$(FUZZ_CC) $(FUZZ_FLAGS) $(FUZZ_CLANG_FLAGS) -fsanitize=fuzzer,address,undefined $(FUZZ_LINKING_$(1)) -o $$@ $$(filter %.c %.o,$$^)

$(OUT)/replay/$(1): $(PURE:src/%.c=$(OUT)/replay/objects/%.o) $(FUZZ_SOURCES_$(1)) fuzz/insist.c fuzz/replay.c $(FUZZ_HEADERS)
	$(CC) $(FUZZ_FLAGS) -fsanitize=address,undefined $(FUZZ_LINKING_$(1)) -o $$@ $$(filter %.c %.o,$$^)
endef
$(foreach target,$(FUZZ_TARGETS),$(eval $(call fuzz_target,$(target))))

# The runner's own code allocates nothing; what leaks there would be the targets'. Descriptors are counted by the stage.
replay: $(FUZZ_TARGETS:%=$(OUT)/replay/%)
	fuzz/seeds.sh fixtures $(OUT)/seeds
	for target in $(FUZZ_TARGETS); do \
	  found=fuzz/crashes/$$target; [ -d $$found ] || found=; \
	  ASAN_OPTIONS=detect_leaks=0 $(OUT)/replay/$$target $(OUT)/seeds/$$target $$found || exit 1; \
	done

fuzz-targets: $(FUZZ_TARGETS:%=$(OUT)/fuzz/%)

fuzz: fuzz-targets
	fuzz/seeds.sh fixtures $(OUT)/seeds
	fuzz/run.sh $(OUT) $(FUZZ_SECONDS) $(FUZZ_TARGETS)
