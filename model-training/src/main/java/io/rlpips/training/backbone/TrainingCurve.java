package io.rlpips.training.backbone;

import io.rlpips.training.run.Curves;
import io.rlpips.training.run.Curves.Axis;
import io.rlpips.training.run.Curves.Series;
import java.util.List;

/** Loss and accuracy of every epoch. */
final class TrainingCurve {
    static final Curves<EpochResult> CURVES = new Curves<>(
            "epoch",
            EpochResult::epoch,
            "loss",
            "accuracy",
            List.of(
                    new Series<>("training loss", Axis.LEFT, EpochResult::trainingLoss),
                    new Series<>("training accuracy", Axis.RIGHT, EpochResult::trainingAccuracy),
                    new Series<>("validation loss", Axis.LEFT, EpochResult::validationLoss),
                    new Series<>("validation accuracy", Axis.RIGHT, EpochResult::validationAccuracy)));

    private TrainingCurve() {}
}
