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
import java.util.Iterator;
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
 * upload's, and of those that the reference is searched under; what has to be nearer to match counts as farther by as
 * much, so that one threshold stands for all.
 *
 * @param pairs those measured; copies are the labelled pairs, or the alerted ones where nothing is labelled
 * @param measured how many pairs that is
 * @param sampled whether only an even sample of the uploads or references was measured
 * @param copies distances of the copies among them
 * @param immeasurable copies that have none, because a picture cannot be read or is not there
 * @param refuted those of which the labels say that they are no copies, which copies are held against
 */
public record DistanceSurvey(
        List<Judged> pairs,
        long measured,
        boolean sampled,
        Map<Pair, Double> copies,
        Set<Pair> immeasurable,
        List<Judged> refuted) {
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
        double weight = pairs.stream()
                .filter(Judged::copy)
                .findFirst()
                .map(Judged::weight)
                .orElse(1.0);
        return Ranking.of(labels, copies, immeasurable, refuted, weight);
    }

    /**
     * Pairs of one kind that are no copies, as far as they were measured.
     *
     * @param all how many there are
     */
    private record Others(long all, List<Double> distances) {
        Others(long all) {
            this(all, new ArrayList<>());
        }

        List<Judged> judged(boolean sampled) {
            double weight = sampled ? all / (double) distances.size() : 1;
            return distances.stream()
                    .map(distance -> new Judged(distance, false, weight))
                    .toList();
        }
    }

    private static final class Measuring {
        private final PerceptualModel model;
        private final Run run;
        private final Map<String, List<String>> copiesOfUpload;
        private final Map<String, List<String>> dismissedOfUpload;
        private final int copyCount;
        /** Uploads of which the labels say everything: what is not called a copy is none. */
        private final Set<String> wholly;

        private final Others ofWholly;
        private final Others ofOthers;
        private final Others dismissed;
        /** Least recently used first. */
        private final Map<String, List<Fingerprint>> references = new LinkedHashMap<>(16, 0.75f, true);

        private final Canonicaliser canonicaliser = new Canonicaliser(ImageLimits.DEFAULT);
        private final Map<Pair, Double> copies = new HashMap<>();
        private final Set<Pair> immeasurable = new HashSet<>();
        private int rowsHeld;

        Measuring(Run run, PerceptualModel model, Set<Pair> truth) {
            this.run = run;
            this.model = model;
            this.copyCount = truth.size();
            this.copiesOfUpload = byUpload(truth);
            this.wholly = run.labels().map(Labels::wholly).orElse(Set.of());
            Set<Pair> single = run.labels().flatMap(Labels::dismissed).orElse(Set.of()).stream()
                    .filter(pair -> !wholly.contains(pair.upload()))
                    .collect(Collectors.toSet());
            this.dismissedOfUpload = byUpload(single);
            this.dismissed = new Others(single.size());
            long copiesOfWholly = truth.stream()
                    .filter(pair -> wholly.contains(pair.upload()))
                    .count();
            long pairsOfWholly = (long) wholly.size() * run.references().size();
            long pairs = (long) run.uploads().size() * run.references().size();
            this.ofWholly = new Others(pairsOfWholly - copiesOfWholly);
            this.ofOthers = new Others(pairs - pairsOfWholly - (copyCount - copiesOfWholly));
        }

        private static Map<String, List<String>> byUpload(Set<Pair> pairs) {
            return pairs.stream()
                    .collect(Collectors.groupingBy(
                            Pair::upload, Collectors.mapping(Pair::reference, Collectors.toList())));
        }

        DistanceSurvey measure(LongConsumer progress) {
            List<String> sample = sampleOfReferences();
            int done = 0;
            for (String upload : sampleOfUploads()) {
                measure(upload, sample);
                progress.accept(++done);
            }
            boolean sampled =
                    run.uploads().size() > MOST_UPLOADS || run.references().size() > sample.size();
            int looked = copies.size() + immeasurable.size();
            double copyWeight = sampled && looked > 0 ? copyCount / (double) looked : 1;
            List<Judged> pairs = new ArrayList<>(ofWholly.judged(sampled));
            pairs.addAll(ofOthers.judged(sampled));
            copies.values().forEach(distance -> pairs.add(new Judged(distance, true, copyWeight)));
            List<Judged> refuted = new ArrayList<>(ofWholly.judged(sampled));
            refuted.addAll(dismissed.judged(sampled));
            return new DistanceSurvey(pairs, pairs.size(), sampled, copies, immeasurable, refuted);
        }

        /** A recording is asked for the views of those that are looked at, not of all that there are. */
        private List<String> sampleOfReferences() {
            List<String> ids = List.copyOf(run.references().keySet());
            int most = evenly(ids, MOST_ROWS).stream()
                    .mapToInt(id -> run.viewsOf(id).size())
                    .max()
                    .orElse(1);
            return evenly(ids, Math.max(1, MOST_ROWS / most));
        }

        /** Those that labels name before others, which scores are not about. */
        private List<String> sampleOfUploads() {
            Set<String> named = run.labels().map(Labels::uploads).orElse(Set.of());
            Map<Boolean, List<String>> uploads =
                    run.uploads().keySet().stream().collect(Collectors.partitioningBy(named::contains));
            List<String> sample = new ArrayList<>(evenly(uploads.get(true), MOST_UPLOADS));
            sample.addAll(evenly(uploads.get(false), MOST_UPLOADS - sample.size()));
            return sample;
        }

        private void measure(String upload, List<String> sample) {
            List<Fingerprint> views = views(run.uploads().get(upload));
            List<String> originals = copiesOfUpload.getOrDefault(upload, List.of());
            Others others = wholly.contains(upload) ? ofWholly : ofOthers;
            for (String reference : views.isEmpty() ? List.<String>of() : sample) {
                if (!originals.contains(reference)) {
                    nearest(views, reference).ifPresent(others.distances()::add);
                }
            }
            for (String original : originals) {
                Pair pair = new Pair(upload, original);
                nearest(views, original)
                        .ifPresentOrElse(distance -> copies.put(pair, distance), () -> immeasurable.add(pair));
            }
            for (String other : dismissedOfUpload.getOrDefault(upload, List.of())) {
                nearest(views, other).ifPresent(dismissed.distances()::add);
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
                rowsHeld += known.size();
                dropLeastUsed(known);
            }
            return known;
        }

        private void dropLeastUsed(List<Fingerprint> but) {
            Iterator<List<Fingerprint>> eldest = references.values().iterator();
            while (rowsHeld > ROWS_HELD) {
                List<Fingerprint> dropped = eldest.next();
                if (dropped == but) {
                    return;
                }
                rowsHeld -= dropped.size();
                eldest.remove();
            }
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
            List<Fingerprint> rows = reference(reference);
            double handicap = run.handicap();
            double nearest = Double.POSITIVE_INFINITY;
            for (int row = 0; row < rows.size(); row++) {
                for (int view = 0; view < upload.size(); view++) {
                    double distance = upload.get(view).distanceTo(rows.get(row));
                    nearest = Math.min(nearest, distance + (row == 0 && view == 0 ? 0 : handicap));
                }
            }
            return rows.isEmpty() ? Optional.empty() : Optional.of(nearest);
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
