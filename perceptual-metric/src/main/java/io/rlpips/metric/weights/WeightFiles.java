package io.rlpips.metric.weights;

import io.rlpips.metric.failure.RlpipsException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Reads files of named tensors, whatever their layout: PyTorch's {@code .pth} (zip and legacy), NumPy's {@code .npz},
 * {@code .safetensors}. The content decides, not the name. Files are hostile until checked: nothing in them is run,
 * nothing is unpacked to disk, and nothing is allocated on the word of a header alone.
 */
public final class WeightFiles {
    private static final int ZIP_SIGNATURE = 0x504b0304;
    private static final int PICKLE_PROTOCOL_OPCODE = 0x80;

    private WeightFiles() {}

    /**
     * @return every tensor by name, in the order of the file; numbers of any type as float32
     * @throws RlpipsException INVALID_WEIGHTS naming the file and what is wrong with it
     */
    public static Map<String, WeightTensor> read(Path file) {
        return read(file, name -> true);
    }

    /**
     * @param wanted decides by name which tensors are read; the numbers of others are not looked at
     * @return the wanted tensors by name, in the order of the file
     * @throws RlpipsException INVALID_WEIGHTS naming the file and what is wrong with it
     */
    public static Map<String, WeightTensor> read(Path file, Predicate<String> wanted) {
        if (!Files.isRegularFile(file)) {
            throw WeightFailure.of("weight file %s does not exist", file);
        }
        try {
            return byContent(file, wanted);
        } catch (RlpipsException refused) {
            throw WeightFailure.of(refused, "weight file " + file + ": " + refused.getMessage());
        } catch (IOException | ArithmeticException damaged) {
            throw WeightFailure.of(damaged, "weight file " + file + " cannot be read: " + damaged.getMessage());
        }
    }

    private static Map<String, WeightTensor> byContent(Path file, Predicate<String> wanted) throws IOException {
        byte[] start = start(file);
        if (start.length < 4) {
            throw WeightFailure.of("%d bytes are no weights", start.length);
        }
        int signature = (start[0] & 0xff) << 24 | (start[1] & 0xff) << 16 | (start[2] & 0xff) << 8 | start[3] & 0xff;
        if (signature == ZIP_SIGNATURE) {
            return fromArchive(file, wanted);
        }
        if (announcesShortHeader(start)) {
            Map<String, WeightTensor> tensors = new LinkedHashMap<>(SafetensorsFormat.read(file));
            tensors.keySet().removeIf(wanted.negate());
            return tensors;
        }
        if ((start[0] & 0xff) == PICKLE_PROTOCOL_OPCODE && start[1] <= 5) {
            return TorchLegacyFile.read(file, wanted);
        }
        throw WeightFailure.of("the content is none of .pth, .npz and .safetensors");
    }

    /** A header of 640 bytes starts like a pickle of protocol 2, but no pickle goes on with zeros and a brace. */
    private static boolean announcesShortHeader(byte[] start) {
        boolean brace = start.length > Long.BYTES && start[Long.BYTES] == '{';
        return brace && start[4] == 0 && start[5] == 0 && start[6] == 0 && start[7] == 0;
    }

    private static byte[] start(Path file) throws IOException {
        try (InputStream input = Files.newInputStream(file)) {
            return input.readNBytes(Long.BYTES + 1);
        }
    }

    private static Map<String, WeightTensor> fromArchive(Path file, Predicate<String> wanted) throws IOException {
        try (WeightArchive archive = new WeightArchive(file)) {
            if (TorchArchive.recognises(archive)) {
                return TorchArchive.read(archive, wanted);
            }
            if (NumpyArchive.recognises(archive)) {
                return NumpyArchive.read(archive, wanted);
            }
            throw WeightFailure.of("the zip file holds neither a checkpoint of PyTorch nor NumPy arrays");
        }
    }
}
