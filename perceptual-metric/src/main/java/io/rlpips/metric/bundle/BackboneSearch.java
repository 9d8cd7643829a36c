package io.rlpips.metric.bundle;

import io.rlpips.metric.network.Backbone;
import io.rlpips.metric.weights.WeightTensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds out which network the tensors of a file are, and what is wrong where they are none. */
final class BackboneSearch {
    private static final int MOST_PROBLEMS_SHOWN = 6;

    private BackboneSearch() {}

    /**
     * @param file for messages
     * @param features by canonical name
     * @param wanted the only network that will do, if given
     */
    static Backbone find(Path file, Map<String, WeightTensor> features, Optional<Backbone> wanted) {
        if (features.isEmpty()) {
            throw WeightImporter.invalid(
                    "%s: no tensor of a network, they are named features.<n>.* or net.slice<k>.<n>.*", file);
        }
        List<Backbone> candidates = wanted.map(List::of).orElse(List.of(Backbone.values()));
        Backbone closest = candidates.stream()
                .min(Comparator.comparingInt(
                        candidate -> problems(candidate, features).size()))
                .orElseThrow();
        List<String> problems = problems(closest, features);
        if (!problems.isEmpty()) {
            throw WeightImporter.invalid("%s: tensors do not fit %s: %s", file, closest.label(), summary(problems));
        }
        return closest;
    }

    private static List<String> problems(Backbone backbone, Map<String, WeightTensor> features) {
        List<String> problems = new ArrayList<>();
        Map<String, int[]> expected = backbone.parameterShapes();
        expected.forEach((name, shape) -> {
            WeightTensor tensor = features.get(BundleTensors.BACKBONE_PREFIX + name);
            if (tensor == null) {
                problems.add("'%s' %s is missing".formatted(name, Arrays.toString(shape)));
            } else if (!Arrays.equals(shape, tensor.shape())) {
                problems.add("'%s' has shape %s, expected %s"
                        .formatted(name, Arrays.toString(tensor.shape()), Arrays.toString(shape)));
            }
        });
        features.keySet().stream()
                .map(name -> name.substring(BundleTensors.BACKBONE_PREFIX.length()))
                .filter(name -> !expected.containsKey(name))
                .forEach(name -> problems.add("'%s' is unknown".formatted(name)));
        return problems;
    }

    private static String summary(List<String> problems) {
        String first =
                String.join("; ", problems.stream().limit(MOST_PROBLEMS_SHOWN).toList());
        int more = problems.size() - MOST_PROBLEMS_SHOWN;
        return more > 0 ? first + "; and " + more + " more" : first;
    }
}
