package io.rlpips.training.publishing;

import io.rlpips.metric.bundle.Measurement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Figures on their way into a manifest: a name stands once, and what is measured later counts. Not thread-safe. */
final class Card {
    private final Map<String, Measurement> measurements = new LinkedHashMap<>();

    Card(List<Measurement> known) {
        add(known);
    }

    void add(List<Measurement> measured) {
        measured.forEach(figure -> measurements.put(figure.name(), figure));
    }

    /** @return in the order in which the names first appeared */
    List<Measurement> measurements() {
        return List.copyOf(measurements.values());
    }
}
