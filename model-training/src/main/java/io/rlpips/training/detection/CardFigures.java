package io.rlpips.training.detection;

import io.rlpips.metric.bundle.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Figures as they stand on a model's card, their names saying what distinguishes them. */
public final class CardFigures {
    private static final List<String> NAMED = List.of("attack", "restarts", "references", "pairs", "photos", "natives");

    private CardFigures() {}

    /** @param command that measures them again */
    public static List<Measurement> of(List<Figure> figures, String command) {
        return figures.stream()
                .filter(figure -> !figure.table().startsWith(ThresholdFigures.EXPECTED))
                .flatMap(figure -> measurements(figure, command).stream())
                .toList();
    }

    private static List<Measurement> measurements(Figure figure, String command) {
        String name = name(figure);
        Optional<Double> target =
                DetectionTargets.of(figure.table(), figure.row()).map(DetectionTargets.Target::value);
        List<Measurement> measurements = new ArrayList<>();
        measurements.add(new Measurement(name, figure.value(), Optional.empty(), target, command));
        if (figure.conditions().containsKey("attack")) {
            measurements.add(Measurement.of(name + ", one-sided 95 % bound", figure.upperBound(), command));
        }
        return measurements;
    }

    private static String name(Figure figure) {
        String pictures = figure.of() > 0 ? "%d pictures".formatted(figure.of()) : "";
        List<String> details = Stream.concat(
                        NAMED.stream()
                                .filter(figure.conditions()::containsKey)
                                .map(name -> "%s: %s"
                                        .formatted(name, figure.conditions().get(name))),
                        Stream.of(pictures).filter(text -> !text.isEmpty()))
                .toList();
        return "%s: %s (%s)".formatted(figure.table(), figure.row(), String.join("; ", details));
    }
}
