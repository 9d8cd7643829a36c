package io.rlpips.metric.weights;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The layout of {@code torch.save} since PyTorch 1.6: a zip file of a pickle and one entry a storage. */
final class TorchArchive {
    private static final String PICKLE = "data.pkl";

    private TorchArchive() {}

    static boolean recognises(WeightArchive archive) {
        return !pickles(archive).isEmpty();
    }

    private static List<String> pickles(WeightArchive archive) {
        return archive.names().stream()
                .filter(name -> name.equals(PICKLE) || name.endsWith("/" + PICKLE))
                .toList();
    }

    static Map<String, WeightTensor> read(WeightArchive archive, Predicate<String> wanted) throws IOException {
        List<String> pickles = pickles(archive);
        if (pickles.size() > 1) {
            throw WeightFailure.of("the archive has %d entries named %s", pickles.size(), PICKLE);
        }
        String folder = pickles.get(0).substring(0, pickles.get(0).length() - PICKLE.length());
        requireLittleEndian(archive, folder);
        byte[] pickle = archive.read(pickles.get(0), TensorUnpickler.LIMIT_BYTES);
        Object root = TensorUnpickler.read(new ByteArrayInputStream(pickle)).root();
        return TensorGathering.gather(StateDictionary.find(root), wanted, storage -> storage(archive, folder, storage));
    }

    private static void requireLittleEndian(WeightArchive archive, String folder) throws IOException {
        String entry = folder + "byteorder";
        if (!archive.names().contains(entry)) {
            return;
        }
        String order = new String(archive.read(entry, 16), StandardCharsets.US_ASCII);
        if (!order.equals("little")) {
            throw WeightFailure.of(
                    "the checkpoint has byte order '%s', only 'little' is read", PickleText.shown(order));
        }
    }

    private static ByteBuffer storage(WeightArchive archive, String folder, StorageReference storage)
            throws IOException {
        byte[] content = archive.readExactly(folder + "data/" + storage.key(), storage.bytes());
        return ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    }
}
