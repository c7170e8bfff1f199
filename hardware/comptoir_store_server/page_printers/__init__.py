"""Printers for whole pages: documents as A4, sent by IPP or as PDF over USB."""
