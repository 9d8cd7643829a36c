package io.rlpips.local.bench;

import io.rlpips.local.bench.Repetition.Together;
import io.rlpips.local.bench.StageCosts.Cost;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.fingerprint.PerceptualModel;
import io.rlpips.metric.image.CanonicalImage;
import io.rlpips.metric.image.Canonicaliser;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.search.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;

/** Measures {@link StageCosts} with the very code and batches of the detector, without Flink and Kafka around it. */
final class StageCostsBench {
    /** Uploads whose masters and fingerprints are held, the latter of 128 KB each. */
    private static final int HELD = 256;

    private static final int ADDED_AT_ONCE = 256;

    private final Canonicaliser canonicaliser = new Canonicaliser(ImageLimits.DEFAULT);
    private final int threads = Runtime.getRuntime().availableProcessors();
    private final ModelBundle bundle;
    private final DeviceChoice device;
    private final SearchedWith search;
    private final int embedBatch;
    private final double seconds;

    /**
     * @param batch uploads looked for at once
     * @param radius largest distance that counts
     * @param keptFingerprints of each share of the references
     */
    record SearchedWith(int batch, double radius, int keptFingerprints) {}

    /** @param seconds that each of the three is measured for */
    StageCostsBench(ModelBundle bundle, DeviceChoice device, int embedBatch, SearchedWith search, double seconds) {
        this.bundle = bundle;
        this.device = device;
        this.embedBatch = embedBatch;
        this.search = search;
        this.seconds = seconds;
    }

    /**
     * @param uploads JPEG files
     * @param progress told how many references have been embedded
     */
    StageCosts measure(List<byte[]> uploads, EncodedPictures pictures, IntConsumer progress) {
        Together decoded = Repetition.together(seconds, each(thread -> decoding(uploads, thread)));
        List<List<RgbImage>> masters = uploads.subList(0, Math.min(HELD, uploads.size())).stream()
                .map(this::queryImages)
                .toList();
        try (PerceptualModel model = PerceptualModel.load(bundle, device)) {
            Together embedded = Repetition.together(seconds, each(thread -> embedding(model, masters, thread)));
            Together searched = searched(model, masters, pictures, progress);
            return new StageCosts(
                    threads,
                    cost(decoded, 1),
                    cost(embedded, 1),
                    cost(searched, threads),
                    Math.min(decoded.ofCapacity(), Math.min(embedded.ofCapacity(), searched.ofCapacity())));
        }
    }

    /** @param threadsAnUpload how many threads work at an upload */
    private static Cost cost(Together measured, int threadsAnUpload) {
        return new Cost(
                measured.picturesPerSecond() / threadsAnUpload,
                1e3 * measured.cpuSecondsPerPicture() * threadsAnUpload);
    }

    private IntSupplier decoding(List<byte[]> uploads, int thread) {
        Turns turns = new Turns(uploads.size(), thread);
        return () -> {
            canonicaliser.canonicalise(uploads.get(turns.next()));
            return 1;
        };
    }

    private IntSupplier embedding(PerceptualModel model, List<List<RgbImage>> masters, int thread) {
        Turns turns = new Turns(masters.size(), thread);
        return () -> {
            List<RgbImage> batch = new ArrayList<>();
            for (int i = 0; i < embedBatch; i++) {
                batch.addAll(masters.get(turns.next()));
            }
            model.embed(batch);
            return embedBatch;
        };
    }

    /** Every thread looks every upload up in its own share: all of them together finish as many as one of them does. */
    private Together searched(
            PerceptualModel model, List<List<RgbImage>> masters, EncodedPictures pictures, IntConsumer progress) {
        List<List<Query>> queries = masters.stream()
                .map(views -> ReferenceBank.embed(model, views).stream()
                        .map(fingerprint -> new Query(fingerprint, search.radius(), ReferenceBank.ALWAYS))
                        .toList())
                .toList();
        List<ReferenceBank> shares = new ArrayList<>();
        try {
            for (int share = 0; share < threads; share++) {
                shares.add(new ReferenceBank(
                        model,
                        number -> canonicaliser
                                .canonicalise(pictures.reference(number))
                                .master(),
                        search.keptFingerprints()));
            }
            fill(shares, pictures.references(), progress);
            return Repetition.together(seconds, each(thread -> searching(shares.get(thread), queries, thread)));
        } finally {
            shares.forEach(ReferenceBank::close);
        }
    }

    private static void fill(List<ReferenceBank> shares, int references, IntConsumer progress) {
        for (int from = 0; from < references; from += ADDED_AT_ONCE) {
            int first = from;
            int end = Math.min(references, from + ADDED_AT_ONCE);
            IntStream.range(0, shares.size()).parallel().forEach(share -> {
                List<Integer> numbers = IntStream.range(first, end)
                        .filter(number -> number % shares.size() == share)
                        .boxed()
                        .toList();
                shares.get(share).add(numbers);
            });
            progress.accept(end);
        }
    }

    private IntSupplier searching(ReferenceBank share, List<List<Query>> queries, int thread) {
        Turns turns = new Turns(queries.size(), thread);
        return () -> {
            List<Query> batch = new ArrayList<>();
            for (int i = 0; i < search.batch(); i++) {
                batch.addAll(queries.get(turns.next()));
            }
            share.within(batch);
            return search.batch();
        };
    }

    /** What the detector embeds of an upload: its master, and that without the border where it has one. */
    private List<RgbImage> queryImages(byte[] upload) {
        CanonicalImage canonical = canonicaliser.canonicalise(upload);
        List<RgbImage> images = new ArrayList<>(List.of(canonical.master()));
        canonical.trimmed().ifPresent(images::add);
        return images;
    }

    private List<IntSupplier> each(IntFunction<IntSupplier> ofThread) {
        return IntStream.range(0, threads).mapToObj(ofThread).toList();
    }

    /** Numbers from 0 in turn, each thread from another place. For one thread. */
    private static final class Turns {
        private final int count;
        private int next;

        Turns(int count, int thread) {
            this.count = count;
            this.next = thread % count;
        }

        int next() {
            int turn = next;
            next = (next + 1) % count;
            return turn;
        }
    }
}
