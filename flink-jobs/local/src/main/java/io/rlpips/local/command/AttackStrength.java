package io.rlpips.local.command;

import io.rlpips.local.session.ModelChoice;
import io.rlpips.training.attack.AttackKind;
import io.rlpips.training.detection.AttackPlan;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How thoroughly models are attacked when they are measured. */
final class AttackStrength {
    @Option(
            names = "--attack",
            paramLabel = "NAME",
            split = ",",
            description = "How copies are pushed out and pictures pushed onto references: apgd, pgd, mi-fgsm, fgsm, "
                    + "square, one or several (default: apgd). Rows are named by attack and budget.")
    private List<AttackKind> kinds = List.of();

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Of apgd, pgd and mi-fgsm (default: 100; with --quick 40).")
    private Integer steps;

    @Option(
            names = "--restarts",
            paramLabel = "N",
            description = "Runs a picture when copies are pushed out (default: 5; with --quick 1).")
    private Integer restarts;

    @Option(
            names = "--framing-restarts",
            paramLabel = "N",
            description = "Runs a target when pictures are pushed onto references (default: 3; with --quick 1).")
    private Integer framingRestarts;

    @Option(
            names = "--framing-targets",
            paramLabel = "N",
            description = "How many of the nearest references that do not match a picture is pushed at (default: 5; "
                    + "with --quick 2).")
    private Integer framingTargets;

    @Option(
            names = "--check-pictures",
            paramLabel = "N",
            description = "Photos in the checks for masked gradients (default: 100; with --quick 50).")
    private Integer checkPictures;

    @Option(
            names = "--square-queries",
            paramLabel = "N",
            description =
                    "Queries a picture of square, also in the checks for masked gradients (default: 1000; with --quick 300).")
    private Integer squareQueries;

    @Option(
            names = "--transfer-from",
            paramLabel = "BUNDLE",
            description = "Also make attacks on this model and try them on the one that is measured.")
    private Path transferFrom;

    @Option(
            names = "--full-size-check",
            paramLabel = "N",
            description =
                    "Also attack N of the checked photos at full size, through the way to the model (default: 0).")
    private int fullSizeCheck;

    AttackPlan plan(boolean quick) {
        AttackPlan usual = quick ? AttackPlan.QUICK : AttackPlan.STANDARD;
        return new AttackPlan(
                kinds.isEmpty() ? usual.kinds() : kinds,
                given(steps, usual.steps()),
                given(restarts, usual.restarts()),
                given(framingRestarts, usual.framingRestarts()),
                given(framingTargets, usual.framingTargets()),
                given(checkPictures, usual.checkedPictures()),
                given(squareQueries, usual.squareQueries()),
                fullSizeCheck,
                Optional.ofNullable(transferFrom)
                        .map(bundle -> ModelChoice.of(bundle).read()));
    }

    private static int given(Integer option, int usual) {
        return option != null ? option : usual;
    }
}
