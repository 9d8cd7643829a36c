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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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
 * @param immeasurable copies that have none, because a picture cannot be read or is not there
 */
public record DistanceSurvey(
        List<Judged> pairs, long measured, boolean sampled, Map<Pair, Double> copies, Set<Pair> immeasurable) {
    private static final int MOST_UPLOADS = 2_000;
    private static final int MOST_REFERENCES = 200;

    public static DistanceSurvey of(Console console, Run run, PerceptualModel model) {
        Set<Pair> truth = run.labels().map(Labels::pairs).orElseGet(run::alertedPairs);
        int steps = Math.min(MOST_UPLOADS, run.uploads().size());
        try (Progress progress = console.progress("measuring distances", steps)) {
            return new Measuring(run, model, truth).measure(progress::stepTo);
        }
    }

    /** @return how well these distances agree with the labels */
    Ranking ranking(Labels labels) {
        List<Judged> others = pairs.stream().filter(pair -> !pair.copy()).toList();
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
        private final int copyCount;
        private final Map<String, Optional<Fingerprint>> references = new HashMap<>();
        private final Canonicaliser canonicaliser = new Canonicaliser(ImageLimits.DEFAULT);
        private final List<Double> others = new ArrayList<>();
        private final Map<Pair, Double> copies = new HashMap<>();
        private final Set<Pair> immeasurable = new HashSet<>();

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
            int looked = copies.size() + immeasurable.size();
            double copyWeight = sampled && looked > 0 ? copyCount / (double) looked : 1;
            List<Judged> pairs = new ArrayList<>();
            others.forEach(distance -> pairs.add(new Judged(distance, false, otherWeight)));
            copies.values().forEach(distance -> pairs.add(new Judged(distance, true, copyWeight)));
            return new DistanceSurvey(pairs, measured, sampled, copies, immeasurable);
        }

        private void measure(String upload, List<String> sample) {
            List<Fingerprint> views = views(run.uploads().get(upload));
            List<String> originals = copiesOfUpload.getOrDefault(upload, List.of());
            for (String reference : views.isEmpty() ? List.<String>of() : sample) {
                if (!originals.contains(reference)) {
                    reference(reference).ifPresent(known -> others.add(nearest(views, known)));
                }
            }
            for (String original : originals) {
                Pair pair = new Pair(upload, original);
                Optional<Fingerprint> known = views.isEmpty() ? Optional.empty() : reference(original);
                known.ifPresentOrElse(print -> copies.put(pair, nearest(views, print)), () -> immeasurable.add(pair));
            }
        }

        private Optional<Fingerprint> reference(String id) {
            return references.computeIfAbsent(
                    id,
                    any -> Optional.ofNullable(run.references().get(id))
                            .flatMap(picture -> views(picture).stream().findFirst()));
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
