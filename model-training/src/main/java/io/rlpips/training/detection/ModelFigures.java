package io.rlpips.training.detection;

import java.util.List;

/**
 * What was measured of a model.
 *
 * @param name in tables
 * @param modelId of its bundle
 * @param modelHash of its bundle
 * @param figures in the order of the tables
 */
public record ModelFigures(String name, String modelId, String modelHash, List<Figure> figures) {
    public ModelFigures {
        figures = List.copyOf(figures);
    }
}
