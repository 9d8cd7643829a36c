package io.rlpips.metric.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Operations on a CPU without derivatives. Weights are laid out as the processor multiplies them once and not in every
 * forward, which costs as much as a picture or two; ReLU is part of the convolution; activations stay with their channels
 * together, so that nothing is rearranged between layers, and pooling is many times as fast. The bits of a result do not
 * depend on the batch that a picture is in, a batch of one included.
 *
 * <p>These are oneDNN's operators of libtorch, which DJL does not offer; they are called by way of a TorchScript module of
 * a few lines that is made here. So is the fingerprint: what it takes on the way is freed before it is done, and used
 * again while it is in the processor's cache. Thread-safe. Everything but results is freed with the manager that this was
 * made with.
 */
public final class InferenceOperations implements NetworkOperations {
    /**
     * Pictures for which the layout is chosen. It is right for other batches, too; where it is not, the engine rearranges
     * the weights and the result is the same.
     */
    private static final int TYPICAL_BATCH = 16;

    private static final String PACK = "pack";
    private static final String CONVOLVE = "convolve";
    private static final String FINGERPRINT = "fingerprint";
    private static final String OPERATORS = """
            class Operators(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              def pack(self: __torch__.Operators,
                weight: Tensor,
                stride: int,
                padding: int,
                input_size: List[int]) -> Tensor:
                return ops.mkldnn._reorder_convolution_weight(weight, [padding, padding], [stride, stride], [1, 1], 1, input_size)
              def convolve(self: __torch__.Operators,
                input: Tensor,
                weight: Tensor,
                bias: Tensor,
                stride: int,
                padding: int) -> Tensor:
                none = annotate(List[Optional[number]], [])
                return ops.mkldnn._convolution_pointwise(input, weight, bias, [padding, padding], [stride, stride], [1, 1], 1, "relu", none, None)
              def fingerprint(self: __torch__.Operators,
                taps: List[Tensor],
                heads: List[Tensor],
                epsilon: float) -> Tensor:
                parts = annotate(List[Tensor], [])
                for i in range(torch.len(taps)):
                  tap = taps[i]
                  positions = torch.mul(torch.size(tap, 2), torch.size(tap, 3))
                  root = torch.reshape(torch.sqrt(torch.div(heads[i], positions)), [1, -1, 1, 1])
                  norm = torch.sqrt(torch.add(torch.sum(torch.mul(tap, tap), [1], True), epsilon))
                  point = torch.mul(torch.div(tap, norm), root)
                  appended = torch.append(parts, torch.reshape(point, [torch.size(tap, 0), -1]))
                return torch.cat(parts, 1)
            """;

    /**
     * A layer whose weight is laid out.
     *
     * @param inputs channels that it takes
     * @param kernel rows and columns of its weight
     */
    private record Layer(PtNDArray weight, PtNDArray bias, long inputs, long kernel) {}

    private final PtNDManager manager;
    private final PtSymbolBlock operators;
    private final Map<String, NDArray> parameters;
    private final Map<String, Layer> layers = new ConcurrentHashMap<>();

    /**
     * @param manager of a CPU, which lives as long as this
     * @param parameters weight and bias of every layer, in {@code manager}; a weight is freed once it has been laid out
     */
    public InferenceOperations(NDManager manager, Map<String, NDArray> parameters) {
        if (manager.getDevice().isGpu()) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "inference operations on " + manager.getDevice() + ", need a CPU");
        }
        this.manager = (PtNDManager) manager;
        this.parameters = Map.copyOf(parameters);
        this.operators = load(this.manager);
    }

    @Override
    public NDArray activated(String layer, NDArray input, int stride, int padding) {
        Tensors.requireFloat(input, 4, "convolution input");
        Layer packed = layers.computeIfAbsent(layer, first -> pack(first, stride, padding, input.getShape()));
        if (input.getShape().get(1) != packed.inputs()) {
            throw Tensors.mismatch(
                    "convolution %s of %s, needs %d channels".formatted(layer, input.getShape(), packed.inputs()));
        }
        Tensors.requireSide(input, packed.kernel() - 2L * padding, "convolution");
        return run(
                (PtNDManager) input.getManager(),
                CONVOLVE,
                IValue.from((PtNDArray) input),
                IValue.from(packed.weight()),
                IValue.from(packed.bias()),
                IValue.from((long) stride),
                IValue.from((long) padding));
    }

    @Override
    public NDArray fingerprint(List<NDArray> taps, List<NDArray> heads) {
        if (taps.isEmpty() || taps.size() != heads.size()) {
            throw Tensors.mismatch("fingerprint of %d taps with %d heads".formatted(taps.size(), heads.size()));
        }
        for (int tap = 0; tap < taps.size(); tap++) {
            Tensors.requireFloat(taps.get(tap), 4, "tap");
            Tensors.requireFloat(heads.get(tap), 1, "head");
            if (taps.get(tap).getShape().get(1) != heads.get(tap).getShape().get(0)) {
                throw Tensors.mismatch("tap %s with head %s"
                        .formatted(taps.get(tap).getShape(), heads.get(tap).getShape()));
            }
        }
        PtNDManager owner = (PtNDManager) taps.get(0).getManager();
        double epsilon = NORM_EPSILON;
        return run(owner, FINGERPRINT, list(taps), list(heads), IValue.from(epsilon));
    }

    private static IValue list(List<NDArray> arrays) {
        return IValue.listFrom(arrays.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new));
    }

    private Layer pack(String layer, int stride, int padding, Shape input) {
        NDArray weight = parameters.get(layer + ".weight");
        NDArray bias = parameters.get(layer + ".bias");
        Tensors.requireFloat(weight, 4, "convolution weight");
        Tensors.requireFloat(bias, 1, "convolution bias");
        Shape shape = weight.getShape();
        if (bias.getShape().get(0) != shape.get(0)) {
            throw Tensors.mismatch("convolution weight %s with bias %s".formatted(shape, bias.getShape()));
        }
        long[] size = {TYPICAL_BATCH, shape.get(1), input.get(2), input.get(3)};
        PtNDArray packed = run(
                manager,
                PACK,
                IValue.from((PtNDArray) weight),
                IValue.from((long) stride),
                IValue.from((long) padding),
                IValue.listFrom(size));
        weight.close();
        return new Layer(packed, (PtNDArray) bias, shape.get(1), shape.get(2));
    }

    /** @param arguments closed afterwards */
    private PtNDArray run(PtNDManager owner, String method, IValue... arguments) {
        try (IValue result = IValueUtils.runMethod(operators, method, arguments)) {
            return result.toTensor(owner);
        } finally {
            for (IValue argument : arguments) {
                argument.close();
            }
        }
    }

    private static PtSymbolBlock load(PtNDManager manager) {
        try {
            byte[] archive = ScriptArchive.of("Operators", OPERATORS);
            return JniUtils.loadModule(manager, new ByteArrayInputStream(archive), false, false);
        } catch (IOException impossible) {
            throw new RlpipsException(
                    FailureCategory.INTERNAL, "the engine cannot read a module from memory", impossible);
        }
    }
}
