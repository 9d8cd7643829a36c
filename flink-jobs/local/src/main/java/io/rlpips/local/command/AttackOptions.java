package io.rlpips.local.command;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.training.attack.AttackKind;
import io.rlpips.training.attack.Budget;
import io.rlpips.training.attack.IterativeAttack;
import io.rlpips.training.attack.OptAttack;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** Which attack, how strong and how long. */
final class AttackOptions {
    private static final int STANDARD_QUERIES = 1000;

    @Option(
            names = "--attack",
            paramLabel = "NAME",
            description =
                    "One of ${COMPLETION-CANDIDATES} (default: apgd). square is a black box's attack; opt goes for"
                            + " the features of every layer instead of the distance; ssa, which needs several pictures,"
                            + " goes for how much closer each is to its own original than to the farthest of the"
                            + " others. Both only evade.")
    private AttackKind kind = AttackKind.APGD;

    @Option(
            names = "--budget",
            paramLabel = "NORM:RADIUS",
            converter = BudgetConverter.class,
            description =
                    "How far a picture may be moved, samples in [0, 1]: linf:8/255 (the default) or l2:1.0; for opt"
                            + " the default is linf:0.05.")
    private Budget budget;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Steps of pgd, mi-fgsm (default: 40), opt, ssa (50) and apgd (100).")
    private Integer steps;

    @Option(names = "--queries", paramLabel = "N", description = "Queries of square for each picture (default: 1000).")
    private Integer queries;

    @Option(names = "--restarts", paramLabel = "N", description = "Runs a picture; the best counts (default: 1).")
    private int restarts = 1;

    @Option(names = "--seed", paramLabel = "N", description = "Of every random choice (default: 1).")
    private long seed = 1;

    AttackKind kind() {
        return kind;
    }

    Budget budget() {
        if (budget != null) {
            return budget;
        }
        return kind == AttackKind.OPT ? OptAttack.PAPER_BUDGET : Budget.largestChange(8 / 255.0);
    }

    int restarts() {
        return restarts;
    }

    long seed() {
        return seed;
    }

    /** @return steps of the attack, where it makes steps of its own choice */
    OptionalInt steps() {
        OptionalInt standard = kind.standardSteps();
        return standard.isPresent() && steps != null ? OptionalInt.of(steps) : standard;
    }

    /** @throws RlpipsException INVALID_ARGUMENT for options that the attack does not have */
    IterativeAttack attack() {
        requireFitting();
        return kind.create(steps().orElse(0), Optional.ofNullable(queries).orElse(STANDARD_QUERIES));
    }

    private void requireFitting() {
        if (steps != null && kind.standardSteps().isEmpty()) {
            throw wrong("--steps does not go with --attack " + kind);
        }
        if (queries != null && kind != AttackKind.SQUARE) {
            throw wrong("--queries goes with --attack square, not with " + kind);
        }
        if (restarts < 1) {
            throw wrong("--restarts is %d, must be at least 1".formatted(restarts));
        }
        if (restarts > 1 && kind.hasAnObjectiveOfItsOwn()) {
            throw wrong("--attack %s is one run, --restarts is %d".formatted(kind, restarts));
        }
    }

    private static RlpipsException wrong(String message) {
        return new RlpipsException(FailureCategory.INVALID_ARGUMENT, message);
    }
}
