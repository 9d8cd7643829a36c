package io.rlpips.detector.retroactive;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.detector.embed.PictureFacts;
import io.rlpips.detector.gate.SecondLook;
import io.rlpips.detector.gate.UploadTicket;
import io.rlpips.detector.match.Query;
import io.rlpips.detector.match.QueryView;
import io.rlpips.detector.model.ModelDescription;
import io.rlpips.detector.model.ModelIdentity;
import io.rlpips.detector.read.Coordinates;
import io.rlpips.metric.bundle.ViewThresholds;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class RecentUploadTest {
    /** Of the built-in model: its projection and a residual. */
    private static final int LENGTH = 73;

    private static final float[] POINT = new float[LENGTH];

    private static final ModelDescription MODEL = new ModelDescription(
            new ModelIdentity("rlpips-squeeze-robust-v1", "0".repeat(64), "1".repeat(64)),
            "",
            "",
            64,
            List.of(1),
            LENGTH,
            0.1);

    @Test
    void takesAboutAKilobyteOfStateAtMost() throws Exception {
        int oneView =
                bytes(remembered(query(false, SecondLook.NONE, row("as-is"))).get(0));
        int twoViews = bytes(remembered(query(false, SecondLook.NONE, row("as-is"), row("trimmed")))
                .get(0));

        assertThat(oneView).as("bytes, as the README says").isBetween(500, 650);
        assertThat(twoViews).isBetween(800, 1_000);
    }

    @Test
    void remembersWhatItsVerdictWasAbout() {
        RecentUpload upload =
                remembered(query(false, SecondLook.NONE, row("as-is"))).get(0);

        assertThat(upload.key()).isEqualTo("uploads-3@123456789");
        assertThat(upload.brokerTimeMillis()).isEqualTo(2_000);
        assertThat(upload.visibleAtMillis()).isEqualTo(1_000);
        assertThat(upload.model()).isEqualTo(MODEL.identity());
        assertThat(upload.rows()).containsExactly(row("as-is").compactRow());
    }

    @Test
    void isNotMadeOfWhatNobodyUploadedOrHasNoRows() {
        SecondLook again = new SecondLook(new Coordinates("uploads", 0, 1), 500, "reference");

        assertThat(remembered(query(false, again, row("as-is")))).isEmpty();
        assertThat(remembered(query(true, SecondLook.NONE, row("as-is")))).isEmpty();
        assertThat(remembered(query(false, SecondLook.NONE))).isEmpty();
        assertThat(remembered(query(false, SecondLook.NONE, new QueryView("as-is", new float[2], new float[0], 0))))
                .as("of a model without a search projection")
                .isEmpty();
    }

    private static List<RecentUpload> remembered(Query query) {
        List<RecentUpload> remembered = new ArrayList<>();
        new RecentUploads().flatMap(query, new ListCollector<>(remembered));
        return remembered;
    }

    private static Query query(boolean lookup, SecondLook secondLook, QueryView... views) {
        UploadTicket ticket = new UploadTicket(
                new Coordinates("uploads", 3, 123_456_789),
                2_000,
                1_000,
                UUID.randomUUID().toString(),
                "a-tenant",
                "",
                lookup,
                List.of(),
                MODEL,
                secondLook);
        return new Query(ticket, new PictureFacts("", 0, 1, 1, false), ViewThresholds.same(0.1), List.of(views));
    }

    private static QueryView row(String view) {
        return new QueryView(view, new float[32_000], POINT, 0.001f);
    }

    private static int bytes(RecentUpload upload) throws Exception {
        DataOutputSerializer out = new DataOutputSerializer(1_024);
        TypeInformation.of(RecentUpload.class)
                .createSerializer(new SerializerConfigImpl())
                .serialize(upload, out);
        return out.length();
    }
}
