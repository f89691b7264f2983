# SPDX-License-Identifier: MIT
#
# The model of the protocol, checked by SPIN. Included by the top Makefile.

.PHONY: model model-deep
model: ## check the model of the protocol: the quick scenarios and every mutant
	@tools/setup test
	@test/model/run
	@test/model/run --mutants

model-deep: ## the large scenarios of the model: about an hour, 4 GiB
	@tools/setup test
	@test/model/run --deep
