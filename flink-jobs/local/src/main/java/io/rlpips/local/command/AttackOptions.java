package io.rlpips.local.command;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.training.attack.AutoProjectedGradient;
import io.rlpips.training.attack.Budget;
import io.rlpips.training.attack.FastGradientSign;
import io.rlpips.training.attack.IterativeAttack;
import io.rlpips.training.attack.MomentumFastGradient;
import io.rlpips.training.attack.OptAttack;
import io.rlpips.training.attack.ProjectedGradient;
import io.rlpips.training.attack.SquareAttack;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** Which attack, how strong and how long. */
final class AttackOptions {
    private static final int STANDARD_QUERIES = 1000;
    private static final Map<Name, Integer> STANDARD_STEPS =
            Map.of(Name.PGD, 40, Name.APGD, 100, Name.MI_FGSM, 40, Name.OPT, 50);

    /** The attacks by what they are called. */
    enum Name {
        FGSM("fgsm"),
        PGD("pgd"),
        APGD("apgd"),
        MI_FGSM("mi-fgsm"),
        SQUARE("square"),
        OPT("opt");

        private final String label;

        Name(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }
    }

    @Option(
            names = "--attack",
            paramLabel = "NAME",
            description =
                    "One of ${COMPLETION-CANDIDATES} (default: apgd). square is a black box's attack; opt goes for"
                            + " the features of every layer instead of the distance, and only evades.")
    private Name name = Name.APGD;

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
            description = "Steps of pgd, mi-fgsm (default: 40), opt (50) and apgd (100).")
    private Integer steps;

    @Option(names = "--queries", paramLabel = "N", description = "Queries of square for each picture (default: 1000).")
    private Integer queries;

    @Option(names = "--restarts", paramLabel = "N", description = "Runs a picture; the best counts (default: 1).")
    private int restarts = 1;

    @Option(names = "--seed", paramLabel = "N", description = "Of every random choice (default: 1).")
    private long seed = 1;

    Name name() {
        return name;
    }

    Budget budget() {
        if (budget != null) {
            return budget;
        }
        return name == Name.OPT ? OptAttack.PAPER_BUDGET : Budget.largestChange(8 / 255.0);
    }

    int restarts() {
        return restarts;
    }

    long seed() {
        return seed;
    }

    /** @return steps of the attack, where it makes steps of its own choice */
    OptionalInt steps() {
        Integer standard = STANDARD_STEPS.get(name);
        return standard == null
                ? OptionalInt.empty()
                : OptionalInt.of(Optional.ofNullable(steps).orElse(standard));
    }

    /** @throws RlpipsException INVALID_ARGUMENT for options that the attack does not have */
    IterativeAttack attack() {
        requireFitting();
        return switch (name) {
            case FGSM -> new FastGradientSign();
            case PGD -> ProjectedGradient.plain(steps().orElseThrow());
            case APGD -> new AutoProjectedGradient(steps().orElseThrow());
            case MI_FGSM -> new MomentumFastGradient(steps().orElseThrow());
            case SQUARE -> new SquareAttack(Optional.ofNullable(queries).orElse(STANDARD_QUERIES));
            case OPT -> new OptAttack(steps().orElseThrow());
        };
    }

    private void requireFitting() {
        if (steps != null && !STANDARD_STEPS.containsKey(name)) {
            throw wrong("--steps does not go with --attack " + name);
        }
        if (queries != null && name != Name.SQUARE) {
            throw wrong("--queries goes with --attack square, not with " + name);
        }
        if (restarts < 1) {
            throw wrong("--restarts is %d, must be at least 1".formatted(restarts));
        }
        if (restarts > 1 && name == Name.OPT) {
            throw wrong("--attack opt is one run, --restarts is " + restarts);
        }
    }

    private static RlpipsException wrong(String message) {
        return new RlpipsException(FailureCategory.INVALID_ARGUMENT, message);
    }
}
