package io.rlpips.training.detection;

import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.training.attack.AttackKind;
import java.util.List;
import java.util.Optional;

/**
 * How thoroughly models are attacked.
 *
 * @param kinds attacks whose success is counted, on copies, on edited copies and when framing; the checks for masked
 *     gradients make APGD and theirs
 * @param steps of an attack, where their number is a choice
 * @param restarts a picture when a copy is pushed out
 * @param framingRestarts a target when a picture is pushed onto a reference
 * @param framingTargets how many of the nearest references that do not match already are aimed at
 * @param checkedPictures at most so many of the photos take part in the checks for masked gradients
 * @param squareQueries a picture of the black-box attack, in the checks and where it is among the kinds
 * @param fullSizePictures at most so many photos are also attacked at full size, through the way to the model; may be 0
 * @param otherModel attacks are also made on this model and tried on the one that is measured
 */
public record AttackPlan(
        List<AttackKind> kinds,
        int steps,
        int restarts,
        int framingRestarts,
        int framingTargets,
        int checkedPictures,
        int squareQueries,
        int fullSizePictures,
        Optional<ModelBundle> otherModel) {
    /** What tables that are published are made with. */
    public static final AttackPlan STANDARD =
            new AttackPlan(List.of(AttackKind.APGD), 100, 5, 3, 5, 100, 1000, 0, Optional.empty());

    /** For comparing models while they are made. */
    public static final AttackPlan QUICK =
            new AttackPlan(List.of(AttackKind.APGD), 40, 1, 1, 2, 50, 300, 0, Optional.empty());

    public AttackPlan {
        kinds = kinds.stream().distinct().toList();
        if (kinds.isEmpty() || kinds.stream().anyMatch(AttackKind::hasAnObjectiveOfItsOwn)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "attacks %s: needs at least one, and opt and ssa go for something else than the distance"
                            .formatted(kinds));
        }
        if (steps < 1 || restarts < 1 || framingRestarts < 1 || framingTargets < 1 || checkedPictures < 1) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "attacks of %d steps, %d restarts, %d when framing at %d targets, %d pictures checked: all need at least 1"
                            .formatted(steps, restarts, framingRestarts, framingTargets, checkedPictures));
        }
        if (squareQueries < 1 || fullSizePictures < 0) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "black-box attack of %d queries, needs at least 1; %d pictures at full size, at least 0 are possible"
                            .formatted(squareQueries, fullSizePictures));
        }
    }
}
