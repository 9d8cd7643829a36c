package io.rlpips.detector;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.detector.control.ControlChange;
import io.rlpips.detector.control.ModelChange;
import io.rlpips.detector.control.PolicyChange;
import io.rlpips.detector.control.PolicyHistory;
import io.rlpips.detector.embed.CanonicalPicture;
import io.rlpips.detector.embed.PictureFacts;
import io.rlpips.detector.fetch.Fetched;
import io.rlpips.detector.fetch.Reread;
import io.rlpips.detector.fetch.RereadOrder;
import io.rlpips.detector.gate.StampedRecord;
import io.rlpips.detector.gate.UploadTicket;
import io.rlpips.detector.guard.FloodStanding;
import io.rlpips.detector.guard.GuardNews;
import io.rlpips.detector.guard.GuardedReference;
import io.rlpips.detector.guard.Presence;
import io.rlpips.detector.guard.PresenceChange;
import io.rlpips.detector.guard.RaisedAlert;
import io.rlpips.detector.guard.ReviewChange;
import io.rlpips.detector.guard.ReviewHistory;
import io.rlpips.detector.match.Findings;
import io.rlpips.detector.match.Partial;
import io.rlpips.detector.match.Query;
import io.rlpips.detector.match.ReferenceChange;
import io.rlpips.detector.match.ReferenceHistory;
import io.rlpips.detector.model.ModelDescription;
import io.rlpips.detector.read.BrokerRecord;
import io.rlpips.detector.read.Coordinates;
import io.rlpips.detector.read.PictureOrder;
import io.rlpips.detector.read.ReferenceTicket;
import io.rlpips.detector.read.Rejection;
import io.rlpips.detector.register.EmbedOrder;
import io.rlpips.detector.register.FingerprintUpdate;
import io.rlpips.detector.register.Fingerprinted;
import io.rlpips.detector.register.Made;
import io.rlpips.detector.register.ModelProgress;
import io.rlpips.detector.register.RegisteredReference;
import io.rlpips.detector.register.Registration;
import io.rlpips.detector.replay.ReembedOrder;
import io.rlpips.detector.retroactive.Knowledge;
import io.rlpips.detector.retroactive.LateReference;
import io.rlpips.detector.retroactive.RecentUpload;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeHint;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.types.PojoTestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What crosses the network or goes into state has Flink's own serialisers, which can evolve, and never Kryo's. */
class RecordTypesTest {
    @ParameterizedTest
    @ValueSource(
            classes = {
                BrokerRecord.class,
                Rejection.class,
                PolicyChange.class,
                PolicyHistory.class,
                StampedRecord.class,
                ReferenceChange.class,
                ReferenceHistory.class,
                Query.class,
                Partial.class,
                Findings.class,
                FingerprintUpdate.class,
                Registration.class,
                Registration.Settled.class,
                RegisteredReference.class,
                Made.class,
                EmbedOrder.class,
                ReembedOrder.class,
                Fingerprinted.class,
                ModelProgress.class,
                ModelChange.class,
                ControlChange.class,
                ModelDescription.class,
                ReviewChange.class,
                ReviewHistory.class,
                FloodStanding.class,
                GuardedReference.class,
                RaisedAlert.class,
                Presence.class,
                PresenceChange.class,
                GuardNews.class,
                RecentUpload.class,
                LateReference.class,
                Knowledge.class
            })
    void recordsAreSerialisedAsPojos(Class<?> type) {
        PojoTestUtils.assertSerializedAsPojoWithoutKryo(type);
    }

    @Test
    void genericRecordsComeBackAsTheyWere() throws Exception {
        Coordinates at = new Coordinates("uploads", 1, 2);
        UploadTicket ticket =
                new UploadTicket(at, 3, 4, "id", "tenant", "", true, List.of(), new TestingModel().configured());
        BrokerRecord record = new BrokerRecord(at, 3, true, new byte[] {1}, false, new byte[] {2});
        PictureOrder<UploadTicket> order = new PictureOrder<>(ticket, record, "uri", "sha", 5, new byte[] {6});

        PictureOrder<UploadTicket> back =
                throughBytes(TypeInformation.of(new TypeHint<PictureOrder<UploadTicket>>() {}), order);

        assertThat(back.ticket()).isEqualTo(ticket);
        assertThat(back.encoded()).isEqualTo(order.encoded());
        assertThat(back.record().value()).isEqualTo(record.value());
        requireNoKryo(TypeInformation.of(new TypeHint<Fetched<UploadTicket>>() {}));
        requireNoKryo(TypeInformation.of(new TypeHint<RereadOrder<UploadTicket>>() {}));
        requireNoKryo(TypeInformation.of(new TypeHint<Reread<UploadTicket>>() {}));
        requireNoKryo(TypeInformation.of(new TypeHint<Fetched<ReferenceTicket>>() {}));
        requireNoKryo(TypeInformation.of(new TypeHint<CanonicalPicture<ReferenceTicket>>() {}));
        CanonicalPicture<UploadTicket> picture =
                new CanonicalPicture<>(ticket, new PictureFacts("sha", 1, 2, 3, true), new byte[] {7}, new byte[] {8});
        assertThat(throughBytes(TypeInformation.of(new TypeHint<CanonicalPicture<UploadTicket>>() {}), picture)
                        .facts())
                .isEqualTo(picture.facts());
    }

    private static <T> T throughBytes(TypeInformation<T> type, T value) throws Exception {
        TypeSerializer<T> serializer = requireNoKryo(type);
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(value, out);
        return serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
    }

    private static <T> TypeSerializer<T> requireNoKryo(TypeInformation<T> type) {
        SerializerConfigImpl config = new SerializerConfigImpl();
        config.setGenericTypes(false);
        return type.createSerializer(config);
    }
}
