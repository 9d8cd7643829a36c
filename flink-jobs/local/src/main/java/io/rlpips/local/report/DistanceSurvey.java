package io.rlpips.local.report;

import io.rlpips.local.score.Labels;
import io.rlpips.local.score.Labels.Pair;
import io.rlpips.local.score.PrecisionRecall.Judged;
import io.rlpips.local.session.Picture;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.fingerprint.Fingerprint;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.CanonicalImage;
import io.rlpips.metric.image.Canonicaliser;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.RgbImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/**
 * Distances of uploads and references, measured with the model itself and without the detector: alerts tell distances
 * below the threshold only, and charts need the others, too. As in the detector, the nearer view of an upload counts.
 *
 * @param pairs those measured; copies are the labelled pairs, or the alerted ones where nothing is labelled
 * @param measured how many pairs that is
 * @param sampled whether only an even sample of the uploads or references was measured
 * @param copies distances of the copies among them
 */
record DistanceSurvey(List<Judged> pairs, long measured, boolean sampled, Map<Pair, Double> copies) {
    private static final int MOST_UPLOADS = 2_000;
    private static final int MOST_REFERENCES = 200;

    /** @param progress told how many uploads are measured, of {@link #steps} */
    static DistanceSurvey of(Run run, PerceptualModel model, LongConsumer progress) {
        Set<Pair> truth = run.labels().map(Labels::pairs).orElseGet(run::alertedPairs);
        return new Measuring(run, model, truth).measure(progress);
    }

    static int steps(Run run) {
        return Math.min(MOST_UPLOADS, run.uploads().size());
    }

    private static final class Measuring {
        private final PerceptualModel model;
        private final Run run;
        private final Map<String, List<String>> copiesOfUpload;
        private final int copyCount;
        private final Map<String, Optional<Fingerprint>> references = new HashMap<>();
        private final Canonicaliser canonicaliser = new Canonicaliser(ImageLimits.DEFAULT);
        private final List<Double> others = new ArrayList<>();
        private final Map<Pair, Double> copies = new HashMap<>();

        Measuring(Run run, PerceptualModel model, Set<Pair> truth) {
            this.run = run;
            this.model = model;
            this.copyCount = truth.size();
            this.copiesOfUpload = truth.stream()
                    .collect(Collectors.groupingBy(
                            Pair::upload, Collectors.mapping(Pair::reference, Collectors.toList())));
        }

        DistanceSurvey measure(LongConsumer progress) {
            List<String> sample = evenly(List.copyOf(run.references().keySet()), MOST_REFERENCES);
            int done = 0;
            for (String upload : evenly(List.copyOf(run.uploads().keySet()), MOST_UPLOADS)) {
                measure(upload, sample);
                progress.accept(++done);
            }
            long all = (long) run.uploads().size() * run.references().size();
            long measured = others.size() + copies.size();
            boolean sampled =
                    run.uploads().size() > MOST_UPLOADS || run.references().size() > MOST_REFERENCES;
            double otherWeight = sampled && !others.isEmpty() ? (all - copyCount) / (double) others.size() : 1;
            double copyWeight = sampled && !copies.isEmpty() ? copyCount / (double) copies.size() : 1;
            List<Judged> pairs = new ArrayList<>();
            others.forEach(distance -> pairs.add(new Judged(distance, false, otherWeight)));
            copies.values().forEach(distance -> pairs.add(new Judged(distance, true, copyWeight)));
            return new DistanceSurvey(pairs, measured, sampled, copies);
        }

        private void measure(String upload, List<String> sample) {
            List<Fingerprint> views = views(run.uploads().get(upload));
            List<String> originals = copiesOfUpload.getOrDefault(upload, List.of());
            for (String reference : views.isEmpty() ? List.<String>of() : sample) {
                if (!originals.contains(reference)) {
                    reference(reference).ifPresent(known -> others.add(nearest(views, known)));
                }
            }
            for (String original : views.isEmpty() ? List.<String>of() : originals) {
                reference(original).ifPresent(known -> copies.put(new Pair(upload, original), nearest(views, known)));
            }
        }

        private Optional<Fingerprint> reference(String id) {
            return references.computeIfAbsent(
                    id, any -> views(run.references().get(id)).stream().findFirst());
        }

        /** @return fingerprints of the picture and, where it has a border, of what is inside; none for a broken file */
        private List<Fingerprint> views(Picture picture) {
            try {
                CanonicalImage canonical = canonicaliser.canonicalise(picture.bytes());
                List<RgbImage> views = new ArrayList<>(List.of(canonical.master()));
                canonical.trimmed().ifPresent(views::add);
                return model.embed(views);
            } catch (RlpipsException broken) {
                // The detector has rejected it with its category; it has no distance.
                return List.of();
            }
        }

        private static double nearest(List<Fingerprint> views, Fingerprint reference) {
            return views.stream()
                    .mapToDouble(view -> view.distanceTo(reference))
                    .min()
                    .orElseThrow();
        }

        private static List<String> evenly(List<String> ids, int most) {
            List<String> chosen = new ArrayList<>();
            int wanted = Math.min(ids.size(), most);
            for (int i = 0; i < wanted; i++) {
                chosen.add(ids.get((int) ((long) i * ids.size() / wanted)));
            }
            return chosen;
        }
    }
}
