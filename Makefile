# A short front of Meson: build, demo, check, install. Everything is built in $(BUILD).
BUILD ?= build
PREFIX ?= /usr/local
REPORT ?= report.html

.PHONY: setup build demo check install clean

setup:
	@sh tools/setup.sh

# A page without charts is tried again: npm may be reachable by now.
build:
	@test -f $(BUILD)/build.ninja || meson setup $(BUILD) --prefix=$(PREFIX)
	@if grep -qs 'sl_web_has_charts = 0' $(BUILD)/src/web_assets.c; then rm $(BUILD)/src/web_assets.c; fi
	@ninja -C $(BUILD)

demo: setup
	@$(MAKE) --no-print-directory build
	$(BUILD)/shoreline compare examples/gpu-pod.yaml -o $(REPORT)
	@echo "The report is $(REPORT): open it in a browser."

check: setup
	@$(MAKE) --no-print-directory build
	@sh tools/run_tests.sh $(BUILD)

install: build
	@meson configure $(BUILD) --prefix=$(PREFIX)
	@ninja -C $(BUILD)
	meson install -C $(BUILD) --no-rebuild

clean:
	rm -rf $(BUILD)
