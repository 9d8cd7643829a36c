package io.rlpips.local.report;

import io.rlpips.local.console.Console;
import io.rlpips.local.console.Progress;
import io.rlpips.local.score.Labels;
import io.rlpips.local.score.Labels.Pair;
import io.rlpips.local.score.PrecisionRecall.Judged;
import io.rlpips.local.score.Ranking;
import io.rlpips.local.session.Picture;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.fingerprint.Fingerprint;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.CanonicalImage;
import io.rlpips.metric.image.Canonicaliser;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.view.View;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/**
 * Distances of uploads and references, measured with the model itself and without the detector: alerts tell distances
 * below the threshold only, and charts need the others, too. As in the detector, the nearest of the views counts: of the
 * upload's, and of those that the reference is searched under.
 *
 * @param pairs those measured; copies are the labelled pairs, or the alerted ones where nothing is labelled
 * @param measured how many pairs that is
 * @param sampled whether only an even sample of the uploads or references was measured
 * @param copies distances of the copies among them
 * @param immeasurable copies that have none, because a picture cannot be read or is not there
 * @param dismissed where the labels are of single pairs, those that are no copies; no other pairs are held against copies
 *     then
 */
public record DistanceSurvey(
        List<Judged> pairs,
        long measured,
        boolean sampled,
        Map<Pair, Double> copies,
        Set<Pair> immeasurable,
        List<Judged> dismissed) {
    private static final int MOST_UPLOADS = 2_000;
    /** A view of a reference is one. */
    private static final int MOST_ROWS = 200;
    /** At most about 130 MB for the built-in model. */
    private static final int ROWS_HELD = 1_000;

    public static DistanceSurvey of(Console console, Run run, PerceptualModel model) {
        Set<Pair> truth = run.labels().map(Labels::pairs).orElseGet(run::alertedPairs);
        int steps = Math.min(MOST_UPLOADS, run.uploads().size());
        try (Progress progress = console.progress("measuring distances", steps)) {
            return new Measuring(run, model, truth).measure(progress::stepTo);
        }
    }

    /** @return how well these distances agree with the labels */
    Ranking ranking(Labels labels) {
        List<Judged> others = labels.dismissed().isPresent()
                ? dismissed
                : pairs.stream().filter(pair -> !pair.copy()).toList();
        double weight = pairs.stream()
                .filter(Judged::copy)
                .findFirst()
                .map(Judged::weight)
                .orElse(1.0);
        return Ranking.of(labels, copies, immeasurable, others, weight);
    }

    private static final class Measuring {
        private final PerceptualModel model;
        private final Run run;
        private final Map<String, List<String>> copiesOfUpload;
        private final Map<String, List<String>> dismissedOfUpload;
        private final int copyCount;
        private final int dismissedCount;
        private final int rowsEach;
        private final Map<String, List<Fingerprint>> references = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, List<Fingerprint>> eldest) {
                return size() * rowsEach > ROWS_HELD;
            }
        };
        private final Canonicaliser canonicaliser = new Canonicaliser(ImageLimits.DEFAULT);
        private final List<Double> others = new ArrayList<>();
        private final Map<Pair, Double> copies = new HashMap<>();
        private final Set<Pair> immeasurable = new HashSet<>();
        private final List<Double> dismissed = new ArrayList<>();

        Measuring(Run run, PerceptualModel model, Set<Pair> truth) {
            this.run = run;
            this.model = model;
            this.rowsEach = run.references().keySet().stream()
                    .mapToInt(id -> run.viewsOf(id).size())
                    .max()
                    .orElse(1);
            Set<Pair> refuted = run.labels().flatMap(Labels::dismissed).orElse(Set.of());
            this.copyCount = truth.size();
            this.copiesOfUpload = byUpload(truth);
            this.dismissedCount = refuted.size();
            this.dismissedOfUpload = byUpload(refuted);
        }

        private static Map<String, List<String>> byUpload(Set<Pair> pairs) {
            return pairs.stream()
                    .collect(Collectors.groupingBy(
                            Pair::upload, Collectors.mapping(Pair::reference, Collectors.toList())));
        }

        DistanceSurvey measure(LongConsumer progress) {
            List<String> sample = evenly(List.copyOf(run.references().keySet()), Math.max(1, MOST_ROWS / rowsEach));
            int done = 0;
            for (String upload : evenly(List.copyOf(run.uploads().keySet()), MOST_UPLOADS)) {
                measure(upload, sample);
                progress.accept(++done);
            }
            long all = (long) run.uploads().size() * run.references().size();
            long measured = others.size() + copies.size();
            boolean sampled =
                    run.uploads().size() > MOST_UPLOADS || run.references().size() > sample.size();
            double otherWeight = sampled && !others.isEmpty() ? (all - copyCount) / (double) others.size() : 1;
            int looked = copies.size() + immeasurable.size();
            double copyWeight = sampled && looked > 0 ? copyCount / (double) looked : 1;
            List<Judged> pairs = new ArrayList<>();
            others.forEach(distance -> pairs.add(new Judged(distance, false, otherWeight)));
            copies.values().forEach(distance -> pairs.add(new Judged(distance, true, copyWeight)));
            double dismissedWeight = sampled && !dismissed.isEmpty() ? dismissedCount / (double) dismissed.size() : 1;
            return new DistanceSurvey(
                    pairs,
                    measured,
                    sampled,
                    copies,
                    immeasurable,
                    dismissed.stream()
                            .map(distance -> new Judged(distance, false, dismissedWeight))
                            .toList());
        }

        private void measure(String upload, List<String> sample) {
            List<Fingerprint> views = views(run.uploads().get(upload));
            List<String> originals = copiesOfUpload.getOrDefault(upload, List.of());
            for (String reference : views.isEmpty() ? List.<String>of() : sample) {
                if (!originals.contains(reference)) {
                    nearest(views, reference).ifPresent(others::add);
                }
            }
            for (String original : originals) {
                Pair pair = new Pair(upload, original);
                nearest(views, original)
                        .ifPresentOrElse(distance -> copies.put(pair, distance), () -> immeasurable.add(pair));
            }
            for (String other : dismissedOfUpload.getOrDefault(upload, List.of())) {
                nearest(views, other).ifPresent(dismissed::add);
            }
        }

        /** @return fingerprints under all views that the reference is searched under; none where it cannot be read */
        private List<Fingerprint> reference(String id) {
            List<Fingerprint> known = references.get(id);
            if (known == null) {
                known = Optional.ofNullable(run.references().get(id))
                        .map(picture -> embedded(picture, run.viewsOf(id)))
                        .orElse(List.of());
                references.put(id, known);
            }
            return known;
        }

        /** Of a picture without structure under a view the detector keeps no row; of the picture as it is always one. */
        private List<Fingerprint> embedded(Picture picture, List<View> views) {
            try {
                RgbImage master = canonicaliser.canonicalise(picture.bytes()).master();
                List<RgbImage> seen = new ArrayList<>();
                for (View view : views) {
                    RgbImage input = view.input(master, model.inputSize());
                    if (view == View.AS_IS || !Canonicaliser.isFeatureless(input)) {
                        seen.add(input);
                    }
                }
                return model.embed(seen);
            } catch (RlpipsException broken) {
                // The detector has rejected it with its category; it has no distance.
                return List.of();
            }
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

        /** @return empty where one of the two cannot be read */
        private Optional<Double> nearest(List<Fingerprint> upload, String reference) {
            if (upload.isEmpty()) {
                return Optional.empty();
            }
            return reference(reference).stream()
                    .flatMap(row -> upload.stream().map(view -> view.distanceTo(row)))
                    .min(Double::compare);
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
