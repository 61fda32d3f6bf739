# The way in. Each recipe is short; what it does lies in crates/xtask (cargo xtask help).
.DEFAULT_GOAL := help
.PHONY: help setup demo test bench lint fmt size clean
# Two of these at once would build into each other's output.
.NOTPARALLEL:

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install what the others need; quick when nothing is missing
	@cargo xtask setup

demo: setup ## Show the main job in Python, Node and a browser against the emulator (ARGS=--live: the real service, read-only)
	@cargo xtask demo $(ARGS)

test: setup ## Run the tests of every language (STAGES="rust node browser python" for some)
	@cargo xtask test $(STAGES)

bench: setup ## Measure time, CPU and memory, some of it beside other clients; takes many minutes
	@cargo xtask bench

lint: setup ## Check formatting, types and style in every language
	@cargo xtask lint

fmt: setup ## Format everything
	@cargo xtask fmt

size: setup ## Print what a page downloads, what npm's other clients weigh, and how soon a first answer is there
	@cargo xtask size

clean: ## Remove build output; the cache of tools stays
	@cargo xtask clean
