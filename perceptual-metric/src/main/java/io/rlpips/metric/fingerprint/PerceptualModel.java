package io.rlpips.metric.fingerprint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.distance.Lpips;
import io.rlpips.metric.engine.DeviceChoice;
import io.rlpips.metric.engine.InputBuffers;
import io.rlpips.metric.engine.Tensors;
import io.rlpips.metric.engine.TorchEngine;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.Resize;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.search.SquaredDistance;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * A model bundle on a device, ready to measure pictures. Thread-safe; the creator closes it, which frees its tensors.
 *
 * <p>On a CPU a fingerprint depends on the picture and the processor type, never on its batch. On a GPU that is not
 * promised: there the last bits may depend on the batch, too.
 */
public final class PerceptualModel implements AutoCloseable {
    /** Larger batches gain nothing on a CPU and only cost memory. */
    private static final int LARGEST_ON_CPU = 32;
    /**
     * What the fingerprints of a batch take at most on a GPU, which larger batches fill better. What is computed on the
     * way to them takes some times as much.
     */
    private static final int LARGEST_BYTES_ON_GPU = 256 << 20;

    private final ModelBundle bundle;
    private final NDManager manager;
    private final Lpips lpips;
    private final List<Integer> layerLengths;
    private final int largestBatch;
    private final InputBuffers buffers = new InputBuffers();

    private PerceptualModel(ModelBundle bundle, NDManager manager, OptionalInt largestBatch) {
        this.bundle = bundle;
        this.manager = manager;
        this.lpips = manager.getDevice().isGpu() ? lpips(bundle, manager) : ofCpu(bundle, manager);
        this.layerLengths = measureLayers();
        this.largestBatch =
                largestBatch.orElseGet(() -> largestBatch(manager.getDevice().isGpu(), fingerprintLength()));
    }

    /** @throws RlpipsException DEVICE_UNAVAILABLE when the device is not there */
    public static PerceptualModel load(ModelBundle bundle, DeviceChoice device) {
        return load(bundle, device, OptionalInt.empty());
    }

    /**
     * The same with batches of the caller's choice, for measuring them.
     *
     * @param largestBatch pictures that go through the network together at most, however much memory that takes
     * @throws RlpipsException DEVICE_UNAVAILABLE when the device is not there, INVALID_ARGUMENT for less than one picture
     */
    public static PerceptualModel load(ModelBundle bundle, DeviceChoice device, int largestBatch) {
        if (largestBatch < 1) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "batches of at most %d pictures, needs at least 1".formatted(largestBatch));
        }
        return load(bundle, device, OptionalInt.of(largestBatch));
    }

    private static PerceptualModel load(ModelBundle bundle, DeviceChoice device, OptionalInt largestBatch) {
        NDManager manager = TorchEngine.start().newManager(device);
        try {
            return new PerceptualModel(bundle, manager, largestBatch);
        } catch (RuntimeException failure) {
            manager.close();
            throw failure;
        }
    }

    /**
     * The metric of a bundle on tensors of the caller's, for attacks and training.
     *
     * @param manager owns the parameters; the caller closes it
     */
    public static Lpips lpips(ModelBundle bundle, NDManager manager) {
        return new Lpips(bundle.manifest().backbone(), parameters(bundle, manager), heads(bundle, manager));
    }

    private static Lpips ofCpu(ModelBundle bundle, NDManager manager) {
        return Lpips.ofCpuInference(
                manager, bundle.manifest().backbone(), parameters(bundle, manager), heads(bundle, manager));
    }

    private static Map<String, NDArray> parameters(ModelBundle bundle, NDManager manager) {
        Map<String, NDArray> parameters = new LinkedHashMap<>();
        for (String name : bundle.manifest().backbone().parameterShapes().keySet()) {
            parameters.put(name, upload(bundle, "backbone." + name, manager));
        }
        return parameters;
    }

    private static List<NDArray> heads(ModelBundle bundle, NDManager manager) {
        return IntStream.range(0, bundle.manifest().backbone().tapChannels().size())
                .mapToObj(tap -> upload(bundle, "heads." + tap, manager))
                .toList();
    }

    public ModelBundle bundle() {
        return bundle;
    }

    public String modelId() {
        return bundle.modelId();
    }

    /** @return what fingerprints depend on, as {@link ModelBundle#modelHash()} */
    public String modelHash() {
        return bundle.modelHash();
    }

    /** @return side in pixels of the square pictures that are embedded */
    public int inputSize() {
        return bundle.manifest().inputSize();
    }

    /** @return floats a fingerprint */
    public int fingerprintLength() {
        return layerLengths.stream().mapToInt(Integer::intValue).sum();
    }

    /**
     * How many pictures go through the network together at most; more that are given at once go in several batches. 32 on
     * a CPU; on a GPU as many as have fingerprints of 256 MiB together.
     */
    public int largestBatch() {
        return largestBatch;
    }

    static int largestBatch(boolean gpu, int fingerprintLength) {
        return gpu ? Math.max(1, LARGEST_BYTES_ON_GPU / Float.BYTES / fingerprintLength) : LARGEST_ON_CPU;
    }

    /** @return how many of a fingerprint's floats belong to each tap, first tap first */
    public List<Integer> layerLengths() {
        return layerLengths;
    }

    /**
     * Fingerprints of pictures of any size, each brought to the input size by {@link Resize} first, in batches of at
     * most {@link #largestBatch}.
     *
     * @return one a picture, in the same order
     */
    public List<Fingerprint> embed(List<RgbImage> pictures) {
        List<Fingerprint> fingerprints = new ArrayList<>();
        for (int from = 0; from < pictures.size(); from += largestBatch) {
            fingerprints.addAll(embedBatch(pictures.subList(from, Math.min(pictures.size(), from + largestBatch))));
        }
        return fingerprints;
    }

    /** @return the distance of two fingerprints of this model and what each tap contributes to it */
    public LayeredDistance distance(Fingerprint a, Fingerprint b) {
        List<Double> layers = new ArrayList<>();
        int from = 0;
        for (int length : layerLengths) {
            layers.add(SquaredDistance.between(a.values(), b.values(), from, from + length));
            from += length;
        }
        return new LayeredDistance(
                layers.stream().mapToDouble(Double::doubleValue).sum(), layers);
    }

    /**
     * The metric on the pixels as they are, without any resize.
     *
     * @throws RlpipsException INVALID_ARGUMENT when the sizes differ or are below the backbone's minimum
     */
    public LayeredDistance distance(RgbImage a, RgbImage b) {
        requireComparable(a, b);
        try (NDManager scratch = manager.newSubManager()) {
            List<Double> layers =
                    lpips
                            .layers(PictureTensors.of(scratch, List.of(a)), PictureTensors.of(scratch, List.of(b)))
                            .stream()
                            .map(layer -> (double) layer.getFloat(0))
                            .toList();
            return new LayeredDistance(
                    layers.stream().mapToDouble(Double::doubleValue).sum(), layers);
        }
    }

    /**
     * Where two pictures differ, on the pixels as they are.
     *
     * @throws RlpipsException INVALID_ARGUMENT when the sizes differ or are below the backbone's minimum
     */
    public DistanceMap map(RgbImage a, RgbImage b) {
        requireComparable(a, b);
        float[] sum = new float[a.width() * a.height()];
        try (NDManager scratch = manager.newSubManager()) {
            for (NDArray layer :
                    lpips.layerMaps(PictureTensors.of(scratch, List.of(a)), PictureTensors.of(scratch, List.of(b)))) {
                int rows = (int) layer.getShape().get(2);
                int columns = (int) layer.getShape().get(3);
                BilinearMap.addEnlarged(layer.toFloatArray(), columns, rows, sum, a.width(), a.height());
            }
        }
        return new DistanceMap(a.width(), a.height(), sum);
    }

    @Override
    public void close() {
        manager.close();
    }

    private List<Fingerprint> embedBatch(List<RgbImage> pictures) {
        List<RgbImage> inputs = new ArrayList<>();
        for (RgbImage picture : pictures) {
            inputs.add(Resize.to(picture, inputSize(), inputSize()));
        }
        try (NDManager scratch = manager.newSubManager()) {
            return buffers.with(
                    scratch,
                    PictureTensors.shape(inputs),
                    buffer -> PictureTensors.write(inputs, buffer),
                    tensor -> fingerprints(lpips.fingerprint(tensor), pictures.size()));
        }
    }

    /** @param rows [at least count, D] */
    private List<Fingerprint> fingerprints(NDArray rows, int count) {
        // The engine's own memory, read before its manager is closed.
        FloatBuffer all = rows.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer();
        List<Fingerprint> fingerprints = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            float[] values = new float[fingerprintLength()];
            all.get(values);
            fingerprints.add(new Fingerprint(values));
        }
        return fingerprints;
    }

    private List<Integer> measureLayers() {
        try (NDManager scratch = manager.newSubManager()) {
            return lpips.features(scratch.zeros(new Shape(2, 3, inputSize(), inputSize()))).stream()
                    .map(tap -> (int) (tap.size() / 2))
                    .toList();
        }
    }

    private void requireComparable(RgbImage a, RgbImage b) {
        if (a.width() != b.width() || a.height() != b.height()) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "pictures of different sizes: %d x %d and %d x %d"
                            .formatted(a.width(), a.height(), b.width(), b.height()));
        }
        int minimum = bundle.manifest().backbone().minimumInputSize();
        if (Math.min(a.width(), a.height()) < minimum) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "pictures of %d x %d, %s needs sides of at least %d"
                            .formatted(
                                    a.width(),
                                    a.height(),
                                    bundle.manifest().backbone().label(),
                                    minimum));
        }
    }

    private static NDArray upload(ModelBundle bundle, String name, NDManager manager) {
        if (!bundle.tensors().containsKey(name)) {
            throw new RlpipsException(
                    FailureCategory.INVALID_BUNDLE,
                    "bundle " + bundle.manifest().modelId() + " has no tensor " + name);
        }
        return Tensors.of(
                manager,
                bundle.tensors().get(name).shape(),
                bundle.tensors().get(name).values());
    }
}
