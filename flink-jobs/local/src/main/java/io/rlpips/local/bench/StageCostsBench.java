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
import io.rlpips.metric.projection.CompactRow;
import io.rlpips.metric.search.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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

    /** What a shard is given of an upload: one of each for every view. */
    private record Asked(List<Query> queries, List<CompactRow> rows) {}

    /** @param seconds that each of the costs is measured for */
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
        List<List<RgbImage>> masters = uploads.subList(0, Math.min(HELD, uploads.size())).stream()
                .map(this::queryImages)
                .toList();
        Together decoded = together(thread -> decoding(uploads, thread));
        try (PerceptualModel model = PerceptualModel.load(bundle, device)) {
            Together embedded = together(thread -> embedding(model, masters, thread));
            List<List<float[]>> fingerprints = masters.stream()
                    .map(views -> ReferenceBank.embed(model, views))
                    .toList();
            List<ReferenceBank> shares = new ArrayList<>();
            try {
                IntStream.range(0, threads).forEach(share -> shares.add(share(model, pictures)));
                Together projected = together(thread -> projecting(shares.get(thread), fingerprints, thread));
                Together inTurn = together(thread -> inTurn(uploads, model, shares.get(thread), thread));
                fill(shares, pictures.references(), progress);
                List<Asked> asked = fingerprints.stream()
                        .map(views -> asked(views, shares.get(0)))
                        .toList();
                // Once before: a survivor that is not kept yet is drawn and embedded, which is not what a search costs.
                IntStream.range(0, threads)
                        .parallel()
                        .forEach(thread ->
                                asked.forEach(upload -> shares.get(thread).within(upload.queries(), upload.rows())));
                Together searched = together(thread -> searching(shares.get(thread), asked, thread));
                return costs(decoded, embedded, projected, searched, inTurn);
            } finally {
                shares.forEach(ReferenceBank::close);
            }
        }
    }

    /** Every thread looks every upload up in its own share: all of them together finish as many as one of them does. */
    private StageCosts costs(
            Together decoded, Together embedded, Together projected, Together searched, Together inTurn) {
        return new StageCosts(
                threads,
                cost(decoded, 1),
                cost(embedded, 1),
                cost(projected, 1),
                cost(searched, threads),
                cost(inTurn, 1),
                Stream.of(decoded, embedded, projected, searched, inTurn)
                        .mapToDouble(Together::ofCapacity)
                        .min()
                        .orElseThrow());
    }

    /**
     * By processor time, for a cluster that waits for uploads takes some of the cores meanwhile.
     *
     * @param threadsAnUpload how many threads work at an upload
     */
    private Cost cost(Together measured, int threadsAnUpload) {
        double cpuSeconds = measured.cpuSecondsPerPicture() * threadsAnUpload;
        return new Cost(threads / cpuSeconds, 1e3 * cpuSeconds);
    }

    private Together together(IntFunction<IntSupplier> work) {
        return Repetition.together(
                seconds, IntStream.range(0, threads).mapToObj(work).toList());
    }

    private IntSupplier decoding(List<byte[]> uploads, int thread) {
        InTurn<byte[]> files = new InTurn<>(uploads, thread);
        return () -> {
            canonicaliser.canonicalise(files.next());
            return 1;
        };
    }

    private IntSupplier embedding(PerceptualModel model, List<List<RgbImage>> masters, int thread) {
        InTurn<List<RgbImage>> uploads = new InTurn<>(masters, thread);
        return () -> {
            List<RgbImage> batch = new ArrayList<>();
            uploads.next(embedBatch).forEach(batch::addAll);
            model.embed(batch);
            return embedBatch;
        };
    }

    private IntSupplier projecting(ReferenceBank share, List<List<float[]>> fingerprints, int thread) {
        InTurn<List<float[]>> uploads = new InTurn<>(fingerprints, thread);
        return () -> {
            List<float[]> batch = new ArrayList<>();
            uploads.next(embedBatch).forEach(batch::addAll);
            share.compact(batch);
            return embedBatch;
        };
    }

    private IntSupplier inTurn(List<byte[]> uploads, PerceptualModel model, ReferenceBank share, int thread) {
        InTurn<byte[]> files = new InTurn<>(uploads, thread);
        return () -> {
            List<RgbImage> batch = new ArrayList<>();
            files.next(embedBatch).forEach(file -> batch.addAll(queryImages(file)));
            share.compact(ReferenceBank.embed(model, batch));
            return embedBatch;
        };
    }

    private IntSupplier searching(ReferenceBank share, List<Asked> asked, int thread) {
        InTurn<Asked> uploads = new InTurn<>(asked, thread);
        return () -> {
            List<Query> queries = new ArrayList<>();
            List<CompactRow> rows = new ArrayList<>();
            uploads.next(search.batch()).forEach(upload -> {
                queries.addAll(upload.queries());
                rows.addAll(upload.rows());
            });
            share.within(queries, rows);
            return search.batch();
        };
    }

    private ReferenceBank share(PerceptualModel model, EncodedPictures pictures) {
        IntFunction<RgbImage> masters =
                number -> canonicaliser.canonicalise(pictures.reference(number)).master();
        return new ReferenceBank(model, masters, search.keptFingerprints());
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

    private Asked asked(List<float[]> views, ReferenceBank any) {
        List<Query> queries = views.stream()
                .map(view -> new Query(view, search.radius(), ReferenceBank.ALWAYS))
                .toList();
        return new Asked(queries, any.compact(views));
    }

    /** What the detector embeds of an upload: its master, and that without the border where it has one. */
    private List<RgbImage> queryImages(byte[] upload) {
        CanonicalImage canonical = canonicaliser.canonicalise(upload);
        List<RgbImage> images = new ArrayList<>(List.of(canonical.master()));
        canonical.trimmed().ifPresent(images::add);
        return images;
    }
}
