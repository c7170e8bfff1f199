"""What the numbers mean that a ZVT terminal says: how far it is, why it gave up, what card it saw."""

#: While it works (04 FF).
STATUS = {
    0x00: "waits for the amount to be confirmed",
    0x01: "look at the terminal",
    0x02: "look at the terminal",
    0x03: "not accepted",
    0x04: "asks the bank",
    0x05: "takes the payment back",
    0x06: "sends earlier payments",
    0x07: "this card is not taken",
    0x08: "this card is not known",
    0x09: "this card has expired",
    0x0A: "insert the card",
    0x0B: "remove the card",
    0x0C: "the card cannot be read",
    0x0D: "stopped",
    0x0E: "please wait",
    0x0F: "closes its day",
    0x10: "this card is not valid",
    0x12: "is disturbed",
    0x13: "cannot take this payment",
    0x14: "not enough credit",
    0x15: "wrong PIN",
    0x16: "above the limit",
    0x17: "please wait",
    0x18: "wrong PIN too often",
    0x19: "the card's data are wrong",
    0x1A: "is being serviced",
    0x1C: "approved",
    0x1D: "declined",
}
#: Why there is no payment (04 0F, 06 1E, 84 xx).
REASONS = {
    0x64: "the card cannot be read",
    0x65: "the card's data are missing",
    0x66: "processing error",
    0x67: "not allowed with this debit card",
    0x68: "not allowed with this credit card",
    0x6A: "its memory is full: close its day",
    0x6B: "this function is switched off",
    0x6C: "stopped at the terminal, or waited too long",
    0x6E: "the card is blocked",
    0x6F: "wrong currency",
    0x71: "not enough credit",
    0x72: "the chip is faulty",
    0x73: "the card's data are wrong",
    0x77: "its day cannot be closed",
    0x78: "the card has expired",
    0x79: "the card is not valid yet",
    0x7A: "the card is not known",
    0x7D: "it could not reach the bank",
    0x83: "it cannot do this",
    0x85: "a key is missing",
    0x9A: "protocol error",
    0x9C: "it asks to wait",
    0xA0: "the bank's side is not ready",
    0xA1: "the bank's side does not answer",
    0xC2: "it wants a diagnosis",
    0xCC: "its printer is not ready",
    0xFF: "system error",
}
#: Kinds of card (field 8A) where no name is told.
CARDS = {
    5: "girocard",
    6: "Mastercard",
    8: "American Express",
    10: "Visa",
    11: "Visa Electron",
    12: "Diners",
    13: "V PAY",
    14: "JCB",
    46: "Maestro",
}


def say_status(number: int) -> str:
    """What it does now."""
    return STATUS.get(number, f"status {number:02X}")
