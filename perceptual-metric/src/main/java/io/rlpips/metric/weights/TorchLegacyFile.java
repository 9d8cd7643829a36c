package io.rlpips.metric.weights;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The layout of {@code torch.save} before PyTorch 1.6: pickles of a magic number, a protocol version, facts about the
 * system, the object and the keys of its storages, then each storage as a count of elements and the elements.
 */
final class TorchLegacyFile {
    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final int PROTOCOL = 1001;
    private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 16;

    private final FileChannel channel;
    private final Map<String, Long> positions = new HashMap<>();

    private TorchLegacyFile(FileChannel channel) {
        this.channel = channel;
    }

    static Map<String, WeightTensor> read(Path file, Predicate<String> wanted) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new TorchLegacyFile(channel).tensors(wanted);
        }
    }

    private Map<String, WeightTensor> tensors(Predicate<String> wanted) throws IOException {
        int start = (int) Math.min(TensorUnpickler.LIMIT_BYTES, channel.size());
        ByteArrayInputStream pickles = new ByteArrayInputStream(bytes(0, start).array());
        requireHead(pickles);
        Pickled checkpoint = TensorUnpickler.read(pickles);
        if (!(TensorUnpickler.read(pickles).root() instanceof List<?> keys)) {
            throw WeightFailure.of("the checkpoint does not list its storages");
        }
        locate(keys, checkpoint.storages(), start - pickles.available());
        return TensorGathering.gather(StateDictionary.find(checkpoint.root()), wanted, this::storage);
    }

    private static void requireHead(ByteArrayInputStream pickles) {
        if (!MAGIC.equals(TensorUnpickler.read(pickles).root())) {
            throw WeightFailure.of("the file is a pickle, and no checkpoint of PyTorch");
        }
        Object protocol = TensorUnpickler.read(pickles).root();
        if (!Integer.valueOf(PROTOCOL).equals(protocol)) {
            throw WeightFailure.of("the checkpoint is not of legacy protocol %d", PROTOCOL);
        }
        Object system = TensorUnpickler.read(pickles).root();
        if (!(system instanceof Map<?, ?> facts) || !Boolean.TRUE.equals(facts.get("little_endian"))) {
            throw WeightFailure.of("the checkpoint is not little-endian");
        }
    }

    /** The storages follow each other without a directory: each one's count says where the next begins. */
    private void locate(List<?> keys, Map<String, StorageReference> storages, long start) throws IOException {
        long position = start;
        for (Object key : keys) {
            StorageReference storage = key instanceof String ? storages.get(key) : null;
            if (storage == null) {
                throw WeightFailure.of("the checkpoint lists a storage that its pickle does not describe");
            }
            long elements = bytes(position, Long.BYTES).getLong(0);
            if (elements != storage.elements() || storage.bytes() < 0) {
                throw WeightFailure.of(
                        "storage '%s' has %d elements, %d are announced",
                        PickleText.shown(storage.key()), elements, storage.elements());
            }
            positions.put(storage.key(), position + Long.BYTES);
            position = Math.addExact(position, Long.BYTES + storage.bytes());
        }
    }

    private ByteBuffer storage(StorageReference storage) throws IOException {
        Long position = positions.get(storage.key());
        if (position == null) {
            throw WeightFailure.of("the checkpoint has no storage '%s'", PickleText.shown(storage.key()));
        }
        return bytes(position, storage.bytes());
    }

    private ByteBuffer bytes(long position, long length) throws IOException {
        if (length > channel.size() - position) {
            throw WeightFailure.of("the file ends at byte %d, in the middle of its content", channel.size());
        }
        if (length > LONGEST_ARRAY) {
            throw WeightFailure.of("a storage of %d bytes is too long, %d are possible", length, LONGEST_ARRAY);
        }
        ByteBuffer buffer = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
        int read = 0;
        while (buffer.hasRemaining() && read >= 0) {
            read = channel.read(buffer, position + buffer.position());
        }
        return buffer.rewind();
    }
}
