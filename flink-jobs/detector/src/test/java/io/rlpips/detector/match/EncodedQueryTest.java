package io.rlpips.detector.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.detector.embed.PictureFacts;
import io.rlpips.detector.gate.UploadTicket;
import io.rlpips.detector.read.Coordinates;
import io.rlpips.metric.bundle.ViewThresholds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

class EncodedQueryTest {
    private static final TypeSerializer<EncodedQuery> SERIALIZER =
            TypeInformation.of(EncodedQuery.class).createSerializer(new SerializerConfigImpl());

    @Property(tries = 100)
    void aQueryArrivesAsItWas(
            @ForAll long seed,
            @ForAll @IntRange(max = 3) int views,
            @ForAll @IntRange(min = 1, max = 300) int values,
            @ForAll @IntRange(max = 20) int coordinates)
            throws IOException {
        Query query = query(new Random(seed), views, values, coordinates);

        EncodedQuery arrived = sent(EncodedQuery.of(query));

        assertThat(arrived.decoded()).usingRecursiveComparison().isEqualTo(query);
    }

    private static EncodedQuery sent(EncodedQuery query) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(1_024);
        SERIALIZER.serialize(query, out);
        return SERIALIZER.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
    }

    private static Query query(Random random, int views, int values, int coordinates) {
        UploadTicket ticket = new UploadTicket(
                new Coordinates("uploads", 3, random.nextInt()),
                2_000,
                1_000,
                "upload",
                "a-tenant",
                "",
                false,
                List.of(),
                new TwoNumbers(true).configured());
        List<QueryView> of = new ArrayList<>();
        for (int view = 0; view < views; view++) {
            of.add(new QueryView(
                    "view-" + view, floats(random, values), floats(random, coordinates), random.nextFloat()));
        }
        ViewThresholds reach = new ViewThresholds(random.nextDouble(), random.nextDouble());
        return new Query(ticket, new PictureFacts("hash", 7, 1, 1, views == 0), reach, of);
    }

    private static float[] floats(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
