package io.rlpips.training.heads;

import io.rlpips.training.run.Curves;
import io.rlpips.training.run.Curves.Axis;
import io.rlpips.training.run.Curves.Series;
import java.util.List;

/** Loss and 2AFC score of every epoch. */
final class HeadCurve {
    static final Curves<HeadEpoch> CURVES = new Curves<>(
            "epoch",
            HeadEpoch::epoch,
            "loss",
            "2AFC score",
            List.of(
                    new Series<>("training loss", Axis.LEFT, HeadEpoch::trainingLoss),
                    new Series<>("training 2AFC", Axis.RIGHT, HeadEpoch::trainingAgreement),
                    new Series<>(
                            "validation loss",
                            Axis.LEFT,
                            epoch -> epoch.validation().loss()),
                    new Series<>(
                            "validation 2AFC",
                            Axis.RIGHT,
                            epoch -> epoch.validation().agreement()),
                    new Series<>(
                            "validation 2AFC majority",
                            Axis.RIGHT,
                            epoch -> epoch.validation().majority()),
                    new Series<>(
                            "attacked loss",
                            Axis.LEFT,
                            epoch -> epoch.attacked().loss()),
                    new Series<>(
                            "attacked 2AFC",
                            Axis.RIGHT,
                            epoch -> epoch.attacked().agreement()),
                    new Series<>(
                            "attacked 2AFC majority",
                            Axis.RIGHT,
                            epoch -> epoch.attacked().majority())));

    private HeadCurve() {}
}
