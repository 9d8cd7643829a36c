package io.rlpips.detector.match;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;

/**
 * The references of a shard as keyed state: by reference id, their histories under each model, and apart from these the
 * master images, which a restore does not read.
 *
 * <p>The histories are one value a reference and not a map by model: a restore reads all of them, each by one look-up.
 */
final class HeldReferences {
    private static final String HISTORIES = "references";

    private final KeyedStateBackend<String> backend;
    private final ValueState<ReferenceHistories> histories;
    /** By the place of the record that brought them, which the versions of all models name. */
    private final MapState<String, byte[]> masters;

    HeldReferences(KeyedStateBackend<String> backend, KeyedStateStore store) {
        this.backend = backend;
        this.histories =
                store.getState(new ValueStateDescriptor<>(HISTORIES, TypeInformation.of(ReferenceHistories.class)));
        this.masters = store.getMapState(new MapStateDescriptor<>(
                "masters", Types.STRING, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    }

    /** Told of a version that is held. */
    @FunctionalInterface
    interface Visitor {
        void visit(String referenceId, ReferenceVersion version);
    }

    void forEach(Visitor visitor) throws Exception {
        List<String> references;
        try (Stream<String> keys = backend.getKeys(HISTORIES, VoidNamespace.INSTANCE)) {
            references = keys.toList();
        }
        for (String reference : references) {
            backend.setCurrentKey(reference);
            current().forEach(version -> visitor.visit(reference, version));
        }
    }

    ReferenceHistory history(String referenceId, String modelId) throws Exception {
        backend.setCurrentKey(referenceId);
        return current().of(modelId);
    }

    /** @param history what the change makes of the one before */
    void keep(ReferenceChange change, ReferenceHistory history) throws Exception {
        backend.setCurrentKey(change.referenceId());
        boolean brought = history.versions().stream().anyMatch(version -> version.version() == change.version());
        if (brought && change.master().length > 0) {
            masters.put(change.reference().text(), change.master());
        }
        ReferenceHistories known = current();
        keep(known.with(change.model().modelId(), history));
        if (!history.keepsAllOf(known.of(change.model().modelId()))) {
            forgetUnusedMasters();
        }
    }

    void forgetEndedBefore(String referenceId, long moment) throws Exception {
        backend.setCurrentKey(referenceId);
        keep(current().withoutEndedBefore(moment));
        forgetUnusedMasters();
    }

    /** @return the references as a model sees them */
    ReferenceVersions of(String modelId) {
        return new ReferenceVersions() {
            @Override
            public ReferenceVersion find(String referenceId, long version) {
                try {
                    return history(referenceId, modelId).version(version);
                } catch (Exception failure) {
                    throw new IllegalStateException("state of reference '" + referenceId + "' cannot be read", failure);
                }
            }

            @Override
            public byte[] master(String referenceId, long version) {
                String place = find(referenceId, version).reference().text();
                try {
                    return masters.get(place);
                } catch (Exception failure) {
                    throw new IllegalStateException(
                            "master of reference '" + referenceId + "' cannot be read", failure);
                }
            }
        };
    }

    /** Of the current reference. */
    private ReferenceHistories current() throws Exception {
        return Optional.ofNullable(histories.value()).orElse(ReferenceHistories.NONE);
    }

    /** Of the current reference. */
    private void keep(ReferenceHistories known) throws Exception {
        if (known.byModel().isEmpty()) {
            histories.clear();
        } else {
            histories.update(known);
        }
    }

    /** Of the current reference. */
    private void forgetUnusedMasters() throws Exception {
        Set<String> used = new HashSet<>();
        current().forEach(version -> used.add(version.reference().text()));
        List<String> unused = new ArrayList<>();
        for (String place : masters.keys()) {
            if (!used.contains(place)) {
                unused.add(place);
            }
        }
        for (String place : unused) {
            masters.remove(place);
        }
    }
}
