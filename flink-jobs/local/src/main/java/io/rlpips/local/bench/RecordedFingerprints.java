package io.rlpips.local.bench;

import io.rlpips.detector.configuration.Topics;
import io.rlpips.detector.embed.PictureFacts;
import io.rlpips.detector.model.BundleModel;
import io.rlpips.detector.model.EmbeddedPicture;
import io.rlpips.detector.model.ModelDescription;
import io.rlpips.detector.model.ModelSource.EmbeddingModel;
import io.rlpips.detector.read.Coordinates;
import io.rlpips.detector.read.ReferenceTicket;
import io.rlpips.detector.register.EmbedOrder;
import io.rlpips.detector.register.FingerprintUpdate;
import io.rlpips.detector.register.MasterImage;
import io.rlpips.detector.register.ReferenceEmbedding;
import io.rlpips.local.exchange.Sender;
import io.rlpips.local.session.Detection;
import io.rlpips.metric.image.Canonicaliser;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.schemas.Subjects;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.flink.configuration.Configuration;

/**
 * Puts references on the fingerprints topic by the ReferenceJob's own code, without their files having gone through
 * {@code references}: how a bank of a million is there in minutes. Their masters are JPEG files, as of pictures that were
 * compressed before, a few KB each. Thread-safe.
 */
final class RecordedFingerprints {
    private static final int AT_ONCE = 64;

    /** Masters of photos have 40 KB as PNG: a million of them, on the topic, in state and in checkpoints, is 120 GB. */
    private static final int MASTER_QUALITY = 90;

    private static final String NO_FILE = "0".repeat(64);

    private final Configuration options;
    private final ReferenceEmbedding embedding = new ReferenceEmbedding();
    private final Canonicaliser canonicaliser = new Canonicaliser(ImageLimits.DEFAULT);
    private final IntFunction<RgbImage> pictures;

    /**
     * @param options of the jobs
     * @param pictures by number
     */
    RecordedFingerprints(Configuration options, IntFunction<RgbImage> pictures) {
        this.options = options;
        this.pictures = pictures;
    }

    /**
     * @param sender gets them, and says with {@link Sender#flush} whether all arrived
     * @param progress told how many there are
     */
    void append(Sender sender, int count, IntConsumer progress) {
        BundleModel models = BundleModel.of(options);
        AtomicInteger done = new AtomicInteger();
        try (EmbeddingModel model = models.open(models.configured())) {
            IntStream.range(0, (count + AT_ONCE - 1) / AT_ONCE).parallel().forEach(part -> {
                List<EmbedOrder> orders = IntStream.range(part * AT_ONCE, Math.min(count, (part + 1) * AT_ONCE))
                        .mapToObj(number -> order(number, models.configured()))
                        .toList();
                append(sender, orders, model);
                progress.accept(done.addAndGet(orders.size()));
            });
        }
    }

    private void append(Sender sender, List<EmbedOrder> orders, EmbeddingModel model) {
        List<RgbImage> inputs = new ArrayList<>();
        orders.forEach(order -> inputs.addAll(embedding.pictures(order)));
        List<EmbeddedPicture> embedded = model.embed(inputs);
        for (int i = 0; i < orders.size(); i++) {
            FingerprintUpdate update =
                    embedding.assemble(orders.get(i), List.of(embedded.get(i))).update();
            sender.sendEncoded(Subjects.FINGERPRINTS, update.key(), update.value());
        }
    }

    private EmbedOrder order(int number, ModelDescription model) {
        RgbImage picture = pictures.apply(number);
        ReferenceTicket ticket = new ReferenceTicket(
                new Coordinates(Topics.name(Subjects.REFERENCES, options), 0, number),
                System.currentTimeMillis(),
                "recorded-" + number,
                Detection.BANK,
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                true,
                new HashMap<>());
        return new EmbedOrder(
                ticket,
                model,
                false,
                false,
                List.of(),
                new PictureFacts(NO_FILE, 0, picture.width(), picture.height(), false),
                MasterImage.kept(JpegFile.of(canonicaliser.canonicalise(picture).master(), MASTER_QUALITY, false)));
    }
}
