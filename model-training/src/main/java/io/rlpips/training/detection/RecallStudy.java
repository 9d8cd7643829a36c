package io.rlpips.training.detection;

import io.rlpips.metric.fingerprint.Fingerprint;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.Seeds;
import io.rlpips.training.distortion.StandardEdit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** How many edited copies come within the threshold of the picture they were made of. */
final class RecallStudy {
    private final PerceptualModel model;
    private final ParallelWork workers;
    private final long seed;

    RecallStudy(PerceptualModel model, ParallelWork workers, long seed) {
        this.model = model;
        this.workers = workers;
        this.seed = seed;
    }

    /**
     * @param table of the figures
     * @param pictures edited at the size they have
     * @param threshold of a match, inclusive, as the detector judges
     * @return one figure an edit; none where there are no pictures
     */
    List<Figure> measure(
            String table,
            ViewScheme views,
            List<StandardEdit> edits,
            List<NamedPicture> pictures,
            double threshold,
            EvaluationListener listener) {
        if (pictures.isEmpty()) {
            return List.of();
        }
        AtomicInteger done = new AtomicInteger();
        List<double[]> distances =
                workers.map(IntStream.range(0, pictures.size()).boxed().toList(), index -> {
                    double[] row = distances(views, edits, pictures.get(index).picture(), index);
                    synchronized (done) {
                        listener.progress(table, done.incrementAndGet(), pictures.size());
                    }
                    return row;
                });
        List<Figure> figures = new ArrayList<>();
        for (int edit = 0; edit < edits.size(); edit++) {
            int column = edit;
            int found = (int)
                    distances.stream().filter(row -> row[column] <= threshold).count();
            figures.add(Figure.share(
                    table,
                    edits.get(edit).name(),
                    found,
                    pictures.size(),
                    conditions(views, edits.get(edit), threshold)));
        }
        return figures;
    }

    private Map<String, String> conditions(ViewScheme views, StandardEdit edit, double threshold) {
        Map<String, String> conditions = new TreeMap<>();
        conditions.put("views", views.describe());
        conditions.put("threshold", String.valueOf(threshold));
        edit.with(seed).parameters().forEach((name, value) -> conditions.put(name, String.valueOf(value)));
        conditions.remove("seed");
        return conditions;
    }

    private double[] distances(ViewScheme views, List<StandardEdit> edits, RgbImage picture, int index) {
        int size = model.inputSize();
        List<RgbImage> inputs = new ArrayList<>(views.ofReference(picture, size));
        int[] end = new int[edits.size() + 1];
        end[0] = inputs.size();
        for (int edit = 0; edit < edits.size(); edit++) {
            long chance = Seeds.stream(seed, edit, index).nextLong();
            inputs.addAll(views.ofUpload(edits.get(edit).with(chance).apply(picture), size));
            end[edit + 1] = inputs.size();
        }
        List<Fingerprint> fingerprints = model.embed(inputs);
        double[] distances = new double[edits.size()];
        for (int edit = 0; edit < edits.size(); edit++) {
            distances[edit] =
                    smallest(views, fingerprints.subList(0, end[0]), fingerprints.subList(end[edit], end[edit + 1]));
        }
        return distances;
    }

    private static double smallest(ViewScheme views, List<Fingerprint> references, List<Fingerprint> uploads) {
        double smallest = Double.POSITIVE_INFINITY;
        for (int reference = 0; reference < references.size(); reference++) {
            for (int upload = 0; upload < uploads.size(); upload++) {
                double distance = references.get(reference).distanceTo(uploads.get(upload));
                smallest = Math.min(smallest, distance + views.handicap(reference, upload));
            }
        }
        return smallest;
    }
}
