package io.rlpips.local.bench;

import io.rlpips.local.bench.PairwiseResult.ComparedPairs;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.fingerprint.Fingerprint;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.Canonicaliser;
import io.rlpips.metric.image.ImageDecoder;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.search.Neighbour;
import io.rlpips.metric.search.Query;
import io.rlpips.training.Seeds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * A straightforward job runs the network on both pictures of every pair of upload and reference. Its pairs are given to
 * the network in full batches, and decoding is left out of both ways, which is to its advantage. On the calling thread
 * and those of the engine.
 */
public final class PairwiseBench {
    private static final long PAIR = 4;
    private static final int SIDE = 256;
    private static final double COPIES = 0.5;
    /** As large as the network takes them. */
    private static final int PAIRS_AT_ONCE = 16;

    private static final int ADDED_AT_ONCE = 256;
    private static final double NANOS = 1e9;

    private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
    private final ModelBundle bundle;
    private final int pairs;
    private final int uploads;
    private final int batch;
    private final double radius;
    private final long seed;

    /**
     * @param pairs that are measured
     * @param uploads that are embedded once and looked for
     * @param batch uploads embedded and looked for at once
     * @param radius largest distance that is a match
     * @throws RlpipsException INVALID_ARGUMENT where the bundle has no projection or a count is below 1
     */
    public PairwiseBench(ModelBundle bundle, int pairs, int uploads, int batch, double radius, long seed) {
        if (pairs < 1 || uploads < 1 || batch < 1) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "%d pairs, %d uploads in batches of %d: each needs at least 1".formatted(pairs, uploads, batch));
        }
        ReferenceBank.projection(bundle);
        this.bundle = bundle;
        this.pairs = pairs;
        this.uploads = uploads;
        this.batch = batch;
        this.radius = radius;
        this.seed = seed;
    }

    /** One upload against one reference, by their numbers. */
    private record Pair(int upload, int reference) {}

    /** @param progress told how many references have been embedded */
    public PairwiseResult measure(int references, IntConsumer progress) {
        EncodedPictures pictures = EncodedPictures.drawn(SIDE, references, COPIES, seed);
        List<RgbImage> known = inputs(references, pictures::reference);
        List<RgbImage> asked = inputs(uploads, pictures::upload);
        try (PerceptualModel model = PerceptualModel.load(bundle, DeviceChoice.CPU);
                ReferenceBank bank = new ReferenceBank(model, known::get, 0)) {
            double registrationSeconds = register(bank, references, progress);
            search(model, bank, asked); // warm up
            long started = System.nanoTime();
            List<List<Neighbour>> found = search(model, bank, asked);
            double searchSeconds = seconds(started);
            return PairwiseResult.of(
                    references,
                    compare(model, pairs(pictures), known, asked, found),
                    uploads,
                    searchSeconds,
                    registrationSeconds);
        }
    }

    private static double register(ReferenceBank bank, int references, IntConsumer progress) {
        long started = System.nanoTime();
        for (int from = 0; from < references; from += ADDED_AT_ONCE) {
            int end = Math.min(references, from + ADDED_AT_ONCE);
            bank.add(IntStream.range(from, end).boxed().toList());
            progress.accept(end);
        }
        return seconds(started);
    }

    private List<List<Neighbour>> search(PerceptualModel model, ReferenceBank bank, List<RgbImage> asked) {
        List<List<Neighbour>> found = new ArrayList<>();
        for (int from = 0; from < asked.size(); from += batch) {
            List<RgbImage> part = asked.subList(from, Math.min(asked.size(), from + batch));
            found.addAll(bank.within(ReferenceBank.embed(model, part).stream()
                    .map(fingerprint -> new Query(fingerprint, radius, ReferenceBank.ALWAYS))
                    .toList()));
        }
        return found;
    }

    /** A copy is compared with its original, any other upload with a reference drawn for it. */
    private List<Pair> pairs(EncodedPictures pictures) {
        List<Pair> drawn = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            SplittableRandom random = Seeds.stream(seed, PAIR, i);
            int upload = i % uploads;
            drawn.add(new Pair(upload, pictures.copyOf(upload).orElseGet(() -> random.nextInt(pictures.references()))));
        }
        return drawn;
    }

    private ComparedPairs compare(
            PerceptualModel model,
            List<Pair> drawn,
            List<RgbImage> known,
            List<RgbImage> asked,
            List<List<Neighbour>> found) {
        distances(model, drawn.subList(0, Math.min(drawn.size(), 4 * PAIRS_AT_ONCE)), known, asked); // warm up
        long started = System.nanoTime();
        List<Double> distances = distances(model, drawn, known, asked);
        double seconds = seconds(started);
        Set<Pair> searched = new HashSet<>();
        for (int upload = 0; upload < found.size(); upload++) {
            for (Neighbour neighbour : found.get(upload)) {
                searched.add(new Pair(upload, Integer.parseInt(neighbour.referenceId())));
            }
        }
        int matches = 0;
        int differences = 0;
        for (int i = 0; i < drawn.size(); i++) {
            boolean match = distances.get(i) <= radius;
            matches += match ? 1 : 0;
            differences += match != searched.contains(drawn.get(i)) ? 1 : 0;
        }
        return new ComparedPairs(drawn.size(), seconds, matches, differences);
    }

    private static List<Double> distances(
            PerceptualModel model, List<Pair> pairs, List<RgbImage> known, List<RgbImage> asked) {
        List<Double> distances = new ArrayList<>();
        for (int from = 0; from < pairs.size(); from += PAIRS_AT_ONCE) {
            List<RgbImage> both = new ArrayList<>();
            for (Pair pair : pairs.subList(from, Math.min(pairs.size(), from + PAIRS_AT_ONCE))) {
                both.add(asked.get(pair.upload()));
                both.add(known.get(pair.reference()));
            }
            List<Fingerprint> fingerprints = model.embed(both);
            for (int i = 0; i < fingerprints.size(); i += 2) {
                distances.add(model.distance(fingerprints.get(i), fingerprints.get(i + 1))
                        .distance());
            }
        }
        return distances;
    }

    /** As the model takes them: what lies before is the same for both ways. */
    private List<RgbImage> inputs(int count, IntFunction<byte[]> files) {
        return IntStream.range(0, count)
                .parallel()
                .mapToObj(number -> Canonicaliser.modelInput(
                        decoder.decode(files.apply(number)), bundle.manifest().inputSize()))
                .toList();
    }

    private static double seconds(long started) {
        return (System.nanoTime() - started) / NANOS;
    }
}
